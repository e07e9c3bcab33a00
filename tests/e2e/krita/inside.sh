#!/bin/bash
# Inside the Debian root: a screen, a window manager, and Krita with one scenario.
# usage: inside.sh SECONDS FILE…     in the scenario's folder; ends with Krita's exit code
set -u
cd "$FRISKET_FOLDER" || exit 125
limit=$1
shift
mkdir -p run && chmod 700 run
export XDG_RUNTIME_DIR=$PWD/run LIBGL_ALWAYS_SOFTWARE=1 PYTHONFAULTHANDLER=1

rm -f display # of an earlier start
Xvfb -displayfd 3 -screen 0 "${FRISKET_SCREEN:-1600x1000}x24" -nolisten tcp 3>display >xvfb.log 2>&1 &
screen=$!
for _ in $(seq 300); do
    [ -s display ] && break
    sleep 0.1
done
DISPLAY=:$(cat display)
export DISPLAY
openbox --config-file "$PWD/openbox.xml" >openbox.log 2>&1 &
windows=$!

timeout -k 10 "$limit" krita --nosplash "$@" >krita.log 2>&1
code=$?
if [ $code = 124 ]; then import -window root too-late.png; fi
kill $windows $screen
wait
exit $code
