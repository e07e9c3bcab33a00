#!/bin/bash
# Inside the Debian root: GIMP with one scenario, as console or on a screen of its own.
# usage: inside.sh SECONDS console|window     in the scenario's folder; ends with GIMP's exit code
set -u
cd "$FRISKET_FOLDER" || exit 125
limit=$1
mkdir -p run && chmod 700 run
export XDG_RUNTIME_DIR=$PWD/run

batch=(--batch-interpreter=python-fu-eval
    -b "import sys; sys.path.insert(0, '$FRISKET_FOLDER'); import rig; rig.main(globals())" --quit)

if [ "$2" = console ]; then
    timeout -k 10 "$limit" gimp-console -i "${batch[@]}" >gimp.log 2>&1
    exit
fi

rm -f display # of an earlier start
Xvfb -displayfd 3 -screen 0 1600x1000x24 -nolisten tcp 3>display >xvfb.log 2>&1 &
screen=$!
for _ in $(seq 300); do
    [ -s display ] && break
    sleep 0.1
done
DISPLAY=:$(cat display)
export DISPLAY
openbox >openbox.log 2>&1 &
windows=$!

timeout -k 10 "$limit" dbus-run-session -- gimp -n --no-splash "${batch[@]}" >gimp.log 2>&1
code=$?
if [ $code = 124 ]; then import -window root too-late.png; fi
kill $windows $screen
wait
exit $code
