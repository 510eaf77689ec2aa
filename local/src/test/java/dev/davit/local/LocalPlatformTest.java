package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.Deployed;
import dev.davit.app.Progress;
import dev.davit.image.Digest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class LocalPlatformTest {
    @TempDir
    Path folder;

    private Machine machine;

    @BeforeEach
    void start() {
        machine = new Machine(folder, "process");
    }

    @AfterEach
    void end() {
        machine.close();
    }

    @Test
    void deployedServiceAnswersAndItsRemovalLeavesNothing() {
        int port = Machine.freePort();
        Digest image = TestServer.image(machine.store);
        Deployed deployed = machine.deploy(Machine.app("hello", port, 2), image, new Printed());
        assertThat(deployed.changed()).isTrue();
        assertThat(deployed.url()).hasPort(port);
        assertThat(machine.get(deployed.url())).startsWith("Hello v1").contains("uid=4711");
        System.out.println(machine.platform.services());
        assertThat(machine.platform.remove(deployed.release().app().name(), new Printed()))
                .isTrue();
        assertThat(machine.agent()).isEmpty();
        assertThat(Machine.isFree(port)).isTrue();
    }

    /** For reading along. */
    static final class Printed implements Progress {
        private final long start = System.nanoTime();

        @Override
        public Step begin(String name) {
            say("begin " + name);
            return new Step() {
                @Override
                public void update(String state) {
                    say(name + ": " + state);
                }

                @Override
                public void done(String outcome) {
                    say(name + " done " + outcome);
                }

                @Override
                public void skipped(String why) {
                    say(name + " skipped " + why);
                }

                @Override
                public void close() {}

                @Override
                public Step begin(String child) {
                    return Printed.this.begin(name + "/" + child);
                }
            };
        }

        private void say(String text) {
            System.out.println((System.nanoTime() - start) / 1_000_000 + " " + text);
        }
    }
}
