package dev.davit.balancer;

import java.util.Map;
import java.util.Objects;

/** A target's states, what may happen to it, and the one table that says what follows. Guarded by its group's lock. */
final class HealthMachine {
    enum State {
        INITIAL,
        HEALTHY,
        /** Healthy by its checks, but traffic just failed: gets none until a check has passed. */
        SUSPECTED,
        UNHEALTHY,
        DRAINING;

        HealthState visible() {
            return switch (this) {
                case INITIAL -> HealthState.INITIAL;
                case HEALTHY, SUSPECTED -> HealthState.HEALTHY;
                case UNHEALTHY -> HealthState.UNHEALTHY;
                case DRAINING -> HealthState.DRAINING;
            };
        }
    }

    enum Event {
        CHECK_PASSED,
        /** The check passed, as have enough before it for the healthy threshold. */
        PASSED_ENOUGH,
        CHECK_FAILED,
        /** The check failed, as have enough before it for the unhealthy threshold. */
        FAILED_ENOUGH,
        TRAFFIC_FAILED,
        DEREGISTERED
    }

    private static final Map<State, Map<Event, State>> TABLE = Map.of(
            State.INITIAL,
            row(State.HEALTHY, State.HEALTHY, State.INITIAL, State.INITIAL, State.INITIAL),
            State.HEALTHY,
            row(State.HEALTHY, State.HEALTHY, State.HEALTHY, State.UNHEALTHY, State.SUSPECTED),
            State.SUSPECTED,
            row(State.HEALTHY, State.HEALTHY, State.SUSPECTED, State.UNHEALTHY, State.SUSPECTED),
            State.UNHEALTHY,
            row(State.UNHEALTHY, State.HEALTHY, State.UNHEALTHY, State.UNHEALTHY, State.UNHEALTHY),
            State.DRAINING,
            row(State.DRAINING, State.DRAINING, State.DRAINING, State.DRAINING, State.DRAINING));

    private final int healthyThreshold;
    private final int unhealthyThreshold;
    private State state = State.INITIAL;
    private int passed;
    private int failed;

    HealthMachine(int healthyThreshold, int unhealthyThreshold) {
        this.healthyThreshold = healthyThreshold;
        this.unhealthyThreshold = unhealthyThreshold;
    }

    private static Map<Event, State> row(
            State passed, State passedEnough, State failed, State failedEnough, State trafficFailed) {
        return Map.of(
                Event.CHECK_PASSED, passed,
                Event.PASSED_ENOUGH, passedEnough,
                Event.CHECK_FAILED, failed,
                Event.FAILED_ENOUGH, failedEnough,
                Event.TRAFFIC_FAILED, trafficFailed,
                Event.DEREGISTERED, State.DRAINING);
    }

    static State next(State state, Event event) {
        return Objects.requireNonNull(Objects.requireNonNull(TABLE.get(state)).get(event));
    }

    State state() {
        return state;
    }

    void checked(boolean success) {
        passed = success ? passed + 1 : 0;
        failed = success ? 0 : failed + 1;
        if (success) {
            state = next(state, passed >= healthyThreshold ? Event.PASSED_ENOUGH : Event.CHECK_PASSED);
        } else {
            state = next(state, failed >= unhealthyThreshold ? Event.FAILED_ENOUGH : Event.CHECK_FAILED);
        }
    }

    void trafficFailed() {
        state = next(state, Event.TRAFFIC_FAILED);
    }

    void deregistered() {
        state = next(state, Event.DEREGISTERED);
    }
}
