package dev.davit.balancer;

/** When a registered target begins to get traffic. */
public enum Admission {
    /** As soon as it is healthy. */
    WHEN_HEALTHY,
    /** Not before {@link TargetGroup#shift} admits it; its health is checked meanwhile. */
    HELD
}
