# Finds a JDK; sourced by davit and check, which define fail().
# shellcheck shell=bash

needed=25

# A JDK tells its version in a file, which is read in a fraction of the time that starting it takes.
is_jdk() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -x "$1/bin/jlink" ] && [ -r "$1/release" ] || return 1
    local line version=
    while IFS= read -r line; do
        case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=\"} ;; esac
    done <"$1/release"
    version=${version%%[!0-9]*}
    [ -n "$version" ] && [ "$version" -ge "$needed" ]
}

find_jdk() {
    local home=${HOME:-/nonexistent}
    local candidate
    if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
        echo "$JAVA_HOME"
        return
    fi
    if candidate=$(command -v javac); then
        while [ -L "$candidate" ]; do
            local link
            link=$(readlink "$candidate")
            case $link in /*) candidate=$link ;; *) candidate=$(dirname "$candidate")/$link ;; esac
        done
        candidate=$(dirname "$(dirname "$candidate")")
        if is_jdk "$candidate"; then
            echo "$candidate"
            return
        fi
    fi
    for candidate in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /opt/java/* /opt/*jdk* /usr/local/*jdk* \
        "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* "$home"/.jdks/* "$home"/.asdf/installs/java/* \
        "$home"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if is_jdk "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    fail "no JDK $needed or newer was found: looked at JAVA_HOME (${JAVA_HOME:-not set}), PATH, and the usual folders." \
        "Install one (Debian: apt-get install temurin-25-jdk or openjdk-25-jdk; macOS: brew install openjdk;" \
        "SDKMAN: sdk install java 25-tem), or set JAVA_HOME to the folder of one."
}
