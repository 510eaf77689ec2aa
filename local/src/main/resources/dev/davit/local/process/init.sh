# The first process of a task. Prepares the root file system, starts the application, hands on signals, reaps what the
# application leaves behind, and writes down how it ended.
#   sh init.sh isolated|plain TASK_FOLDER ROOT COMMAND...
# The environment is the application's: tools stand here with their whole path, and every variable has a prefix.
davit_mode=$1 davit_folder=$2 davit_root=$3
shift 3

davit_failed() {
    echo "davit: cannot prepare the root file system: $1" >&2
    echo 125 >"$davit_folder/exit"
    exit 125
}

davit_mount() {
    @mount@ "$@" || davit_failed "mount $*"
}

if [ "$davit_mode" = isolated ]; then
    umask 022
    davit_mount --bind "$davit_root" "$davit_root"
    # A user namespace may only keep, not clear, the flags of the mount below.
    @mount@ -o remount,bind,ro "$davit_root" 2>/dev/null || davit_mount -o remount,bind,ro,nosuid,nodev "$davit_root"
    davit_mount -t proc -o nosuid,nodev,noexec proc "$davit_root/proc"
    davit_mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$davit_root/tmp"
    davit_mount -t tmpfs -o mode=755,nosuid,size=1m tmpfs "$davit_root/dev"
    for davit_name in null zero full random urandom tty; do
        : >"$davit_root/dev/$davit_name"
        davit_mount --bind "/dev/$davit_name" "$davit_root/dev/$davit_name"
    done
    @mkdir@ "$davit_root/dev/shm"
    davit_mount -t tmpfs -o mode=1777,nosuid,nodev tmpfs "$davit_root/dev/shm"
    @ln@ -s /proc/self/fd "$davit_root/dev/fd"
    @ln@ -s /proc/self/fd/0 "$davit_root/dev/stdin"
    @ln@ -s /proc/self/fd/1 "$davit_root/dev/stdout"
    @ln@ -s /proc/self/fd/2 "$davit_root/dev/stderr"
    for davit_name in /etc/resolv.conf /etc/hosts; do
        if [ -e "$davit_name" ]; then
            davit_mount --bind "$davit_name" "$davit_root$davit_name"
        fi
    done
fi

davit_child=
trap '[ -z "$davit_child" ] || kill -TERM "$davit_child" 2>/dev/null' TERM INT HUP
# /proc is still the host's here, so this is the number by which the host knows the application.
(
    read -r davit_pid davit_rest </proc/self/stat
    echo "$davit_pid" >"$davit_folder/pid"
    if [ -e "$davit_folder/env" ]; then
        . "$davit_folder/env"
    fi
    exec "$@"
) &
davit_child=$!
while :; do
    wait "$davit_child"
    davit_status=$?
    kill -0 "$davit_child" 2>/dev/null || break
done
echo "$davit_status" >"$davit_folder/exit.part"
@mv@ "$davit_folder/exit.part" "$davit_folder/exit"
[ "$davit_mode" = isolated ] || kill -KILL 0
exit "$davit_status"
