@echo off
rem istyle ...: builds the program (Release, once, and again when its sources change), then runs it with these arguments.
setlocal
set "root=%~dp0"
set "program=%root%artifacts\bin\IlgpuStyle.Cli\release\istyle.dll"
set "log=%root%artifacts\istyle-build.log"

where dotnet >nul 2>nul
if errorlevel 1 (
  echo The .NET 10 SDK is needed and 'dotnet' is not on the PATH. Get it from https://dot.net/download 1>&2
  exit /b 2
)

powershell -NoProfile -ExecutionPolicy Bypass -File "%root%.ci\up-to-date.ps1" "%program%" "%root%."
if not errorlevel 1 goto run

echo Building istyle from source ^(once; a minute or so; log: %log%^) ... 1>&2
if not exist "%root%artifacts" mkdir "%root%artifacts"
dotnet build "%root%src\IlgpuStyle.Cli\IlgpuStyle.Cli.csproj" -c Release -v quiet -nodeReuse:false >"%log%" 2>&1
if errorlevel 1 (
  findstr /c:": error " /c:"error MSB" /c:"error NU" "%log%" 1>&2
  echo The build failed; its whole log is %log% 1>&2
  exit /b 2
)

:run
dotnet "%program%" %*
exit /b %errorlevel%
