package dev.davit.local.service;

import static dev.davit.local.service.TaskState.DRAINING;
import static dev.davit.local.service.TaskState.PENDING;
import static dev.davit.local.service.TaskState.RUNNING;
import static dev.davit.local.service.TaskState.STARTING;
import static dev.davit.local.service.TaskState.STOPPED;
import static dev.davit.local.service.TaskState.STOPPING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.local.service.TaskState.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskStateTest {
    @ParameterizedTest
    @CsvSource({
        // state, then the state after STARTED, HEALTHY, UNHEALTHY, DEREGISTERED, DRAINED, STOP, EXITED
        "PENDING,  STARTING, PENDING,  PENDING,  PENDING,  PENDING,  STOPPING, STOPPED",
        "STARTING, STARTING, RUNNING,  STARTING, DRAINING, STARTING, STOPPING, STOPPED",
        "RUNNING,  RUNNING,  RUNNING,  DRAINING, DRAINING, RUNNING,  STOPPING, STOPPED",
        "DRAINING, DRAINING, DRAINING, DRAINING, DRAINING, STOPPING, STOPPING, STOPPED",
        "STOPPING, STOPPING, STOPPING, STOPPING, STOPPING, STOPPING, STOPPING, STOPPED",
        "STOPPED,  STOPPED,  STOPPED,  STOPPED,  STOPPED,  STOPPED,  STOPPED,  STOPPED",
    })
    void everyStateMeetsEveryEvent(
            TaskState state,
            TaskState started,
            TaskState healthy,
            TaskState unhealthy,
            TaskState deregistered,
            TaskState drained,
            TaskState stop,
            TaskState exited) {
        assertThat(state.after(Event.STARTED)).isEqualTo(started);
        assertThat(state.after(Event.HEALTHY)).isEqualTo(healthy);
        assertThat(state.after(Event.UNHEALTHY)).isEqualTo(unhealthy);
        assertThat(state.after(Event.DEREGISTERED)).isEqualTo(deregistered);
        assertThat(state.after(Event.DRAINED)).isEqualTo(drained);
        assertThat(state.after(Event.STOP)).isEqualTo(stop);
        assertThat(state.after(Event.EXITED)).isEqualTo(exited);
    }

    @Test
    void drainingTaskNeverServesAgain() {
        for (Event event : Event.values()) {
            assertThat(DRAINING.after(event)).isIn(DRAINING, STOPPING, STOPPED);
            assertThat(STOPPING.after(event)).isNotIn(PENDING, STARTING, RUNNING);
        }
    }
}
