; The installer of bianmin for Windows, in Simplified Chinese.
;
; makensis -INPUTCHARSET UTF8 -DVERSION= -DPROGRAM= -DFILES= -DICON= -DSIDE= -DLICENCE= -DOUT= -DSIZE= bianmin.nsi
; PROGRAM is the folder PyInstaller made, FILES the generated list of what is in it, SIZE its KiB.
;
; Silent: /S  /CurrentUser | /AllUsers  /NODESKTOP  /CLOSE (closes a running program)  /D=folder last.
; Uninstaller: /S  /DELETEDATA (deletes this user's office as well).
; Exit status: 0 done, 1 cancelled, 2 failed, 3 Windows too old, 4 the program is running.

Unicode true
Target amd64-unicode
ManifestDPIAware true
ManifestSupportedOS all
!ifdef FAST
  SetCompressor zlib
!else
  SetCompressor /SOLID lzma
  SetCompressorDictSize 64
!endif
; With the files' own times no two builds would be the same.
SetDateSave off

!define KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\bianmin"
!define BACKUP "bianmin.backup"
!define PACKAGE "bianmin.package"

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "bianmin"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallLocation"
!define MULTIUSER_USE_PROGRAMFILES64
!include MultiUser.nsh
!include MUI2.nsh
!include LogicLib.nsh
!include WinVer.nsh
!include FileFunc.nsh
!include "${FILES}"

Name "便民"
Caption "安装便民 ${VERSION}"
BrandingText "乡镇便民服务中心业务程序"
OutFile "${OUT}"
ShowInstDetails nevershow
ShowUninstDetails nevershow
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=2052 "ProductName" "便民"
VIAddVersionKey /LANG=2052 "FileDescription" "便民安装程序"
VIAddVersionKey /LANG=2052 "CompanyName" "bianmin"
VIAddVersionKey /LANG=2052 "FileVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "ProductVersion" "${VERSION}"
VIAddVersionKey /LANG=2052 "LegalCopyright" "木兰宽松许可证第 2 版"

!define MUI_ICON "${ICON}"
!define MUI_UNICON "${ICON}"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${SIDE}"
!define MUI_WELCOMEPAGE_TITLE "安装便民 ${VERSION}"
!define MUI_WELCOMEPAGE_TEXT "便民是乡镇便民服务中心和村便民服务站的业务程序。$\r$\n$\r$\n数据加密后存放在这台电脑上，程序不用联网。$\r$\n$\r$\n已经装有旧版的，直接安装就是升级，办公室数据不动。$\r$\n$\r$\n点击 [下一步(N)] 继续。"
!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN
!define MUI_FINISHPAGE_RUN_TEXT "现在打开便民"
!define MUI_FINISHPAGE_RUN_FUNCTION openProgram
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "SimpChinese"

Var Upgrade

; --- a running program ----------------------------------------------------------------------------

!macro CloseProgram un
Function ${un}closeProgram
  StrCpy $R0 0
  ${Do}
    StrCpy $R1 "free"
    ${If} ${FileExists} "$INSTDIR\bianmin.exe"
      ; A program that runs cannot be written to.
      ClearErrors
      FileOpen $R2 "$INSTDIR\bianmin.exe" a
      ${If} ${Errors}
        StrCpy $R1 "running"
      ${Else}
        FileClose $R2
      ${EndIf}
    ${EndIf}
    ${If} $R1 == "free"
      ${ExitDo}
    ${EndIf}
    ${If} $R0 == 0
      ${GetParameters} $R3
      ClearErrors
      ${GetOptions} $R3 "/CLOSE" $R4
      ${If} ${Errors}
        ${If} ${Cmd} `MessageBox MB_YESNO|MB_ICONQUESTION "便民正在运行，要先关闭它才能继续。$\n$\n已保存的内容不受影响；没有保存的内容请先保存。现在关闭便民吗？" /SD IDNO IDNO`
          SetErrorLevel 4
          Quit
        ${EndIf}
      ${EndIf}
      ; Without /F the program is asked to close, as by its own button, and may still ask back.
      nsExec::Exec '"$SYSDIR\taskkill.exe" /IM bianmin.exe'
      Pop $R4
    ${EndIf}
    IntOp $R0 $R0 + 1
    Sleep 500
    ${If} $R0 > 20
      StrCpy $R0 0
      ${If} ${Silent}
        SetErrorLevel 4
        Quit
      ${EndIf}
    ${EndIf}
  ${Loop}
FunctionEnd
!macroend
!insertmacro CloseProgram ""
!insertmacro CloseProgram "un."

; --- kinds of file ---------------------------------------------------------------------------------

!macro PutType extension type title
  WriteRegStr SHCTX "Software\Classes\${extension}" "" "${type}"
  WriteRegStr SHCTX "Software\Classes\${type}" "" "${title}"
  WriteRegStr SHCTX "Software\Classes\${type}\DefaultIcon" "" "$INSTDIR\bianmin.exe,0"
!macroend

!macro TakeType extension type
  DeleteRegKey SHCTX "Software\Classes\${type}"
  ReadRegStr $R4 SHCTX "Software\Classes\${extension}" ""
  ${If} $R4 == "${type}"
    DeleteRegKey SHCTX "Software\Classes\${extension}"
  ${EndIf}
!macroend

; --- installing -----------------------------------------------------------------------------------

Function .onInit
  ${IfNot} ${AtLeastWin10}
  ${OrIfNot} ${AtLeastBuild} 17763
    MessageBox MB_OK|MB_ICONSTOP "这台电脑的 Windows 版本太旧，没有安装。便民需要 Windows 10 1809 或更新的 64 位系统，请先升级系统。" /SD IDOK
    SetErrorLevel 3
    Quit
  ${EndIf}
  !insertmacro MULTIUSER_INIT
FunctionEnd

Function openProgram
  ; Through the shell, so that it does not inherit an administrator's rights.
  Exec '"$WINDIR\explorer.exe" "$INSTDIR\bianmin.exe"'
FunctionEnd

Section "便民"
  Call closeProgram
  StrCpy $Upgrade "no"
  ${If} ${FileExists} "$INSTDIR\uninstall.exe"
    ; The earlier version takes out exactly what it put in, so that nothing of it stays behind.
    StrCpy $Upgrade "yes"
    ExecWait '"$INSTDIR\uninstall.exe" /S /UPGRADE /$MultiUser.InstallMode _?=$INSTDIR' $R0
    ${If} $R0 != 0
      MessageBox MB_OK|MB_ICONSTOP "旧版本的文件换不下来，没有安装，办公室数据没有变。请重启电脑后再安装。" /SD IDOK
      SetErrorLevel 2
      Quit
    ${EndIf}
  ${EndIf}
  ClearErrors
  !insertmacro PutFiles
  ${If} ${Errors}
    MessageBox MB_OK|MB_ICONSTOP "程序文件没有写完，请检查磁盘空间，关闭安全软件的拦截提示后再安装。办公室数据没有变。" /SD IDOK
    SetErrorLevel 2
    Quit
  ${EndIf}
  SetOutPath "$INSTDIR"
  WriteUninstaller "$INSTDIR\uninstall.exe"

  CreateShortcut "$SMPROGRAMS\便民.lnk" "$INSTDIR\bianmin.exe" "" "$INSTDIR\bianmin.exe" 0 SW_SHOWNORMAL "" "乡镇便民服务中心业务程序"
  ${GetParameters} $R3
  ClearErrors
  ${GetOptions} $R3 "/NODESKTOP" $R4
  ${If} ${Errors}
  ${AndIf} $Upgrade == "no" ; who removed the icon does not get it back with every version
    CreateShortcut "$DESKTOP\便民.lnk" "$INSTDIR\bianmin.exe" "" "$INSTDIR\bianmin.exe" 0 SW_SHOWNORMAL "" "乡镇便民服务中心业务程序"
  ${EndIf}

  ; A backup is known by its name and icon; it is not opened by a double click but restored.
  !insertmacro PutType ".bianmin" "${BACKUP}" "便民备份"
  !insertmacro PutType ".bmpkg" "${PACKAGE}" "便民数据包"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE}\shell\open" "" "读入便民"
  WriteRegStr SHCTX "Software\Classes\${PACKAGE}\shell\open\command" "" '"$INSTDIR\bianmin.exe" "%1"'

  WriteRegStr SHCTX "${KEY}" "DisplayName" "便民"
  WriteRegStr SHCTX "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${KEY}" "DisplayIcon" "$INSTDIR\bianmin.exe"
  WriteRegStr SHCTX "${KEY}" "Publisher" "bianmin"
  WriteRegStr SHCTX "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${KEY}" "UninstallString" '"$INSTDIR\uninstall.exe" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${KEY}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S /$MultiUser.InstallMode'
  WriteRegDWORD SHCTX "${KEY}" "EstimatedSize" ${SIZE}
  WriteRegDWORD SHCTX "${KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${KEY}" "NoRepair" 1
  ${RefreshShellIcons}
SectionEnd

; --- uninstalling ---------------------------------------------------------------------------------

Function un.onInit
  !insertmacro MULTIUSER_UNINIT
FunctionEnd

Section "Uninstall"
  Call un.closeProgram
  SetOutPath "$TEMP" ; a folder that is stood in cannot be removed
  !insertmacro TakeFiles
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  ${GetParameters} $R3
  ClearErrors
  ${GetOptions} $R3 "/UPGRADE" $R4
  ${IfNot} ${Errors}
    SetErrorLevel 0
    Return
  ${EndIf}
  Delete "$SMPROGRAMS\便民.lnk"
  Delete "$DESKTOP\便民.lnk"
  !insertmacro TakeType ".bianmin" "${BACKUP}"
  !insertmacro TakeType ".bmpkg" "${PACKAGE}"
  DeleteRegKey SHCTX "${KEY}"
  ${RefreshShellIcons}

  SetShellVarContext current
  ${If} ${FileExists} "$LOCALAPPDATA\bianmin\*.*"
    ClearErrors
    ${GetOptions} $R3 "/DELETEDATA" $R4
    ${If} ${Errors}
      MessageBox MB_YESNO|MB_ICONQUESTION|MB_DEFBUTTON2 "程序已经卸载，办公室数据还在：$\n$LOCALAPPDATA\bianmin$\n$\n数据要留着，再安装时接着用。确定要把数据也删除吗？" /SD IDNO IDNO keep
      MessageBox MB_YESNO|MB_ICONSTOP|MB_DEFBUTTON2 "删除以后，全部登记、办件和文书都找不回来，除非另有备份。真的要删除吗？" IDNO keep
    ${EndIf}
    RMDir /r "$LOCALAPPDATA\bianmin"
    keep:
  ${EndIf}
SectionEnd
