package dev.davit.balancer;

/** Is told what happens to a group's targets, one call at a time and in order, on a thread that may block. */
@FunctionalInterface
public interface TargetGroupListener {
    /** State, reason or description changed. */
    void healthChanged(Target target, TargetHealth before, TargetHealth after);
}
