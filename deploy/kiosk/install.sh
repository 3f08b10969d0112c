#!/usr/bin/env bash
# Puts the kiosk's system files in their places: deploy/kiosk/install.sh [ROOT]. ROOT (default: this system) may be any folder,
# for an image or for trying. A settings file that is there stays as it is. Run as often as you like.
set -euo pipefail

HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=${1:-}
[ -n "$ROOT" ] || [ "$(id -u)" = 0 ] || {
    echo "管理者（sudo）で実行してください。 / Run it as root, or name a folder." >&2
    exit 1
}

put() { # FILE PLACE MODE
    install -D -m "$3" "$HERE/$1" "$ROOT$2"
    echo "$ROOT$2"
}

put mynadesk-kiosk.service /etc/systemd/system/mynadesk-kiosk.service 644
put mynadesk-kiosk-terminal.service /etc/systemd/system/mynadesk-kiosk-terminal.service 644
put mynadesk-kiosk-restart.service /etc/systemd/system/mynadesk-kiosk-restart.service 644
put mynadesk-kiosk-restart.timer /etc/systemd/system/mynadesk-kiosk-restart.timer 644
put 50-mynadesk-kiosk.rules /etc/polkit-1/rules.d/50-mynadesk-kiosk.rules 644
put 60-mynadesk-kiosk.rules /etc/udev/rules.d/60-mynadesk-kiosk.rules 644
put mynadesk-kiosk.sysusers /usr/lib/sysusers.d/mynadesk-kiosk.conf 644
[ -e "$ROOT/etc/mynadesk-kiosk.env" ] || put kiosk.env /etc/mynadesk-kiosk.env 600

[ -z "$ROOT" ] || exit 0
systemd-sysusers
systemctl daemon-reload
udevadm control --reload
echo "次に /etc/mynadesk-kiosk.env に鍵を書き、systemctl enable --now mynadesk-kiosk mynadesk-kiosk-restart.timer を実行してください。"
