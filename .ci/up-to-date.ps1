# up-to-date.ps1 PROGRAM ROOT: exit code 0 if the built program is newer than every source, 1 if it is to be built.
param([string]$program, [string]$root)

if (-not (Test-Path -LiteralPath $program)) { exit 1 }
$built = (Get-Item -LiteralPath $program).LastWriteTimeUtc
$sources = @('src', 'kernels', 'weights/compact.safetensors', 'Directory.Build.props', 'Directory.Packages.props', 'global.json') |
    ForEach-Object { Join-Path $root $_ }
$newer = Get-ChildItem -LiteralPath $sources -Recurse -File | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
if ($newer) { exit 1 }
exit 0
