#!/bin/sh
# Before an upgrade and before a removal: the files of a running program are not taken from under it.
set -e
case "$1" in
    upgrade | remove) ;;
    *) exit 0 ;;
esac
for program in /proc/[0-9]*/exe; do
    case "$(readlink "$program" 2>/dev/null || true)" in
        /opt/bianmin/*)
            echo "便民正在运行，没有改动它。请先关闭便民，再安装或卸载。" >&2
            exit 1
            ;;
    esac
done
