package dev.davit.app;

/**
 * The room a rollout has, in percent of {@code count}, as in an ECS deployment configuration.
 *
 * @param minimumHealthy never fewer healthy tasks than this
 * @param maximum never more tasks, old and new together, than this
 */
public record DeploymentPolicy(int minimumHealthy, int maximum) {
    public static final DeploymentPolicy DEFAULTS = new DeploymentPolicy(100, 200);

    public DeploymentPolicy {
        if (minimumHealthy >= maximum) {
            throw new IllegalArgumentException("a rollout cannot move with minimum_healthy " + minimumHealthy
                    + " and maximum " + maximum + ": maximum must be larger");
        }
    }
}
