@echo off
rem Starts iec104rs with the Node.js in the folder bin beside this file. Words behind its name are passed on as they are.
rem A double click in Explorer plays the demo; the window stays open when that fails.
setlocal EnableExtensions DisableDelayedExpansion

rem Explorer starts it as: cmd.exe /c ""C:\folder\iec104rs.cmd" "
set "clicked="
set first=%1
setlocal EnableDelayedExpansion
set "line=!cmdcmdline:"='!"
if "!line:~-3!"=="' '" (endlocal & set "clicked=yes") else endlocal

if not exist "%~dp0bin\node.exe" goto packed

rem Names of stations may have any letters.
set "page="
for /f "tokens=2 delims=:." %%c in ('chcp') do set "page=%%c"
chcp 65001 >nul

if not defined clicked goto program
if defined first goto program
rem Its logs need a folder in which the user may write: this one, or one of his own.
cd /d "%~dp0" 2>nul
if not exist iec104rs.cmd goto own
type nul 2>nul >iec104rs-try.tmp
if not exist iec104rs-try.tmp goto own
del iec104rs-try.tmp
goto demo
:own
if not exist "%USERPROFILE%\iec104rs\" mkdir "%USERPROFILE%\iec104rs"
cd /d "%USERPROFILE%\iec104rs"
:demo
"%~dp0bin\node.exe" "%~dp0dist\main.js" demo
goto ended

:program
"%~dp0bin\node.exe" "%~dp0dist\main.js" %*

:ended
set "code=%errorlevel%"
if defined page chcp %page% >nul
if not defined clicked goto leave
if "%code%"=="0" goto leave
echo.
echo It ended with exit code %code%. The lines above say why.
pause
:leave
endlocal & exit /b %code%

:packed
echo The rest of the program is not beside iec104rs.cmd: unpack the whole folder first (right click on the zip file, "Extract All..."),
echo then start iec104rs.cmd in the unpacked folder.
if defined clicked pause
endlocal & exit /b 1
