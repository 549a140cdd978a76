#!/bin/sh
# Takes the studio out of the menu again; then this folder can be deleted. Projects and settings stay.
set -eu
data=${XDG_DATA_HOME:-$HOME/.local/share}
rm -f "$data/applications/foleystudio.desktop" "$data/mime/packages/foleystudio.xml" \
    "$data/icons/hicolor/scalable/apps/foleystudio.svg" \
    "$data/icons/hicolor/scalable/mimetypes/application-x-foleystudio.svg" "$HOME/.local/bin/foleystudio"
if command -v update-mime-database >/dev/null; then update-mime-database "$data/mime"; fi
if command -v update-desktop-database >/dev/null; then update-desktop-database "$data/applications"; fi
echo "foleystudio is out of the menu"
