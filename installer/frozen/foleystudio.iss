; The set-up program for Windows; installer/frozen/windows.py calls its compiler with Version, App, Out and Icon.
; It is installed for the user alone, without an administrator; removed, it leaves only projects and settings.

[Setup]
AppId={{5E6B0E4C-6C1B-4B33-9C0E-2D0E8B1B7F63}
AppName=foleystudio
AppVersion={#Version}
AppPublisher=foleystudio
DefaultDirName={autopf}\foleystudio
DefaultGroupName=foleystudio
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
ChangesAssociations=yes
SetupIconFile={#Icon}
UninstallDisplayIcon={app}\foleystudio.exe
OutputDir={#Out}
OutputBaseFilename=foleystudio-{#Version}-windows-setup
Compression=lzma2
SolidCompression=yes

[Files]
Source: "{#App}\*"; DestDir: "{app}"; Flags: ignoreversion recursesubdirs createallsubdirs

[Icons]
Name: "{group}\foleystudio"; Filename: "{app}\foleystudio.exe"

[Registry]
Root: HKA; Subkey: "Software\Classes\.foley"; ValueType: string; ValueData: "foleystudio.project"; Flags: uninsdeletevalue
Root: HKA; Subkey: "Software\Classes\foleystudio.project"; ValueType: string; ValueData: "foleystudio project"; Flags: uninsdeletekey
Root: HKA; Subkey: "Software\Classes\foleystudio.project\DefaultIcon"; ValueType: string; ValueData: "{app}\foleystudio.exe,0"
Root: HKA; Subkey: "Software\Classes\foleystudio.project\shell\open\command"; ValueType: string; ValueData: """{app}\foleystudio.exe"" ""%1"""

[Run]
Filename: "{app}\foleystudio.exe"; Description: "Open foleystudio"; Flags: nowait postinstall skipifsilent
