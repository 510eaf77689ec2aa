package dev.davit.balancer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.balancer.HealthMachine.Event;
import dev.davit.balancer.HealthMachine.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class HealthMachineTest {
    @ParameterizedTest
    @CsvSource({
        "INITIAL, CHECK_PASSED, HEALTHY",
        "INITIAL, PASSED_ENOUGH, HEALTHY",
        "INITIAL, CHECK_FAILED, INITIAL",
        "INITIAL, FAILED_ENOUGH, INITIAL",
        "INITIAL, TRAFFIC_FAILED, INITIAL",
        "INITIAL, DEREGISTERED, DRAINING",
        "HEALTHY, CHECK_PASSED, HEALTHY",
        "HEALTHY, PASSED_ENOUGH, HEALTHY",
        "HEALTHY, CHECK_FAILED, HEALTHY",
        "HEALTHY, FAILED_ENOUGH, UNHEALTHY",
        "HEALTHY, TRAFFIC_FAILED, SUSPECTED",
        "HEALTHY, DEREGISTERED, DRAINING",
        "SUSPECTED, CHECK_PASSED, HEALTHY",
        "SUSPECTED, PASSED_ENOUGH, HEALTHY",
        "SUSPECTED, CHECK_FAILED, SUSPECTED",
        "SUSPECTED, FAILED_ENOUGH, UNHEALTHY",
        "SUSPECTED, TRAFFIC_FAILED, SUSPECTED",
        "SUSPECTED, DEREGISTERED, DRAINING",
        "UNHEALTHY, CHECK_PASSED, UNHEALTHY",
        "UNHEALTHY, PASSED_ENOUGH, HEALTHY",
        "UNHEALTHY, CHECK_FAILED, UNHEALTHY",
        "UNHEALTHY, FAILED_ENOUGH, UNHEALTHY",
        "UNHEALTHY, TRAFFIC_FAILED, UNHEALTHY",
        "UNHEALTHY, DEREGISTERED, DRAINING"
    })
    void everyEventLeadsWhereTheTableSays(State state, Event event, State next) {
        assertThat(HealthMachine.next(state, event)).isEqualTo(next);
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void drainingNeverEnds(Event event) {
        assertThat(HealthMachine.next(State.DRAINING, event)).isEqualTo(State.DRAINING);
    }

    @Test
    void firstSuccessMakesANewTargetHealthy() {
        HealthMachine machine = new HealthMachine(3, 3);

        machine.checked(true);

        assertThat(machine.state()).isEqualTo(State.HEALTHY);
    }

    @Test
    void thresholdsCountResultsInARow() {
        HealthMachine machine = new HealthMachine(2, 3);
        machine.checked(true);
        machine.checked(false);
        machine.checked(false);
        machine.checked(true);
        machine.checked(false);
        machine.checked(false);
        assertThat(machine.state()).isEqualTo(State.HEALTHY);

        machine.checked(false);
        assertThat(machine.state()).isEqualTo(State.UNHEALTHY);

        machine.checked(true);
        assertThat(machine.state()).isEqualTo(State.UNHEALTHY);

        machine.checked(true);
        assertThat(machine.state()).isEqualTo(State.HEALTHY);
    }
}
