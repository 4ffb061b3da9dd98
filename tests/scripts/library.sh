#!/usr/bin/env bash
# The packed library: a console program of a stranger, which has nothing but the package, paints with it.
. "$(dirname "$0")/support/script.sh"

export DOTNET_CLI_HOME="$work/dotnet" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_SKIP_FIRST_TIME_EXPERIENCE=1 DOTNET_GENERATE_ASPNET_CERTIFICATE=0
packages="$work/packages"
if ! dotnet pack "$root/src/IlgpuStyle.Runs/IlgpuStyle.Runs.csproj" -c Release --no-build -p:BuildProjectReferences=false -nodeReuse:false \
    -o "$packages" >"$work/pack.log" 2>&1; then
  not_ok "dotnet pack"
  grep -E 'error|warn' "$work/pack.log" | sort -u | sed 's/^/  /'
  finish
fi
ok "dotnet pack"
check "one package" [ "$(ls "$packages" | wc -l)" = 1 ]

mkdir "$work/app"
cd "$work/app" || exit 1
version="$(basename "$packages"/*.nupkg .nupkg)"
cat >app.csproj <<EOF
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup><PackageReference Include="IlgpuStyle" Version="${version#IlgpuStyle.}" /></ItemGroup>
</Project>
EOF
# The example of the package's README as it stands there, at a size of a second.
sed -n '/^```csharp$/,/^```$/p' "$root/src/IlgpuStyle.Runs/README.md" |
  sed '/^```/d; s/Size = 800, Iterations = 60/Size = 48, Iterations = 3/' >Program.cs
check "the example has at most 15 lines" [ "$(wc -l <Program.cs)" -le 15 ]
cp "$photo" photo.jpg
cp "$painting" painting.jpg
if ! dotnet build -c Release -nodeReuse:false -p:RestoreAdditionalProjectSources="$packages" -p:RestorePackagesPath="$work/restored" \
  >"$work/build.log" 2>&1; then
  not_ok "a program with the package builds"
  grep -E 'error|warn' "$work/build.log" | sort -u | head -n 5 | sed 's/^/  /'
  finish
fi
ok "a program with the package builds"
dotnet bin/Release/net10.0/app.dll >steps.txt 2>&1
check "it paints" grep -q '^3/3: ' steps.txt
check "its picture" [ -s out.png ]
finish
