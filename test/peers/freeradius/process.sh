# Which process is ours. Read by up and down; needs $dir.
#
# run/freeradius.pid holds a process id and the moment that process began, so a number handed on to some other
# process is never taken for ours.

began() { # the start time of a process, in clock ticks since boot
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  stat=${stat##*) }
  set -- $stat
  [ "$1" != Z ] || return 1
  printf '%s\n' "${20}"
}

remember() { # pid
  printf '%s %s\n' "$1" "$(began "$1")" >"$dir/run/freeradius.pid"
}

running() {
  local pid at
  [ -f "$dir/run/freeradius.pid" ] || return 1
  read -r pid at <"$dir/run/freeradius.pid" || return 1
  [ "$(began "$pid")" = "$at" ]
}

stop() {
  local pid at
  if running; then
    read -r pid at <"$dir/run/freeradius.pid"
    kill -s TERM "$pid"
    for _ in $(seq 100); do
      running || break
      sleep 0.1
    done
    if running; then kill -s KILL "$pid"; fi
  fi
  rm -f "$dir/run/freeradius.pid"
}
