#!/bin/sh
# Puts the studio into the menu of whoever runs this: the program stays in this folder. uninstall.sh takes it out again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
data=${XDG_DATA_HOME:-$HOME/.local/share}
mkdir -p "$data/applications" "$data/mime/packages" "$data/icons/hicolor/scalable/apps" \
    "$data/icons/hicolor/scalable/mimetypes" "$HOME/.local/bin"
sed "s|^Exec=.*|Exec=\"$here/foleystudio\" %F|" "$here/foleystudio.desktop" >"$data/applications/foleystudio.desktop"
cp "$here/foleystudio.xml" "$data/mime/packages/foleystudio.xml"
cp "$here/foleystudio.svg" "$data/icons/hicolor/scalable/apps/foleystudio.svg"
cp "$here/foleystudio.svg" "$data/icons/hicolor/scalable/mimetypes/application-x-foleystudio.svg"
ln -sf "$here/foleystudio" "$HOME/.local/bin/foleystudio"
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
echo "foleystudio is in the menu, and starts by typing $HOME/.local/bin/foleystudio"
