package dev.davit.local.state;

/** What became of a release. */
public enum ReleaseState {
    ROLLING_OUT,
    SERVING,
    /** Another release took its place, or its service was removed. */
    RETIRED,
    FAILED
}
