package dev.davit.image.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A blob six times as large as the memory of the process that pushes and pulls it. */
@Tag("slow")
class LargeBlobTest {

    private static final long SIZE = 192L << 20;

    @TempDir
    Path directory;

    @Test
    void memoryStaysTheSameHoweverLargeABlobIs() throws Exception {
        try (DebianRegistry registry = DebianRegistry.start(directory)) {
            assertThat(run(registry.name() + "/web:1")).contains("pushed and pulled " + SIZE);
        }
    }

    private static String run(String reference) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LargeBlobMain.class.getName(),
                        reference,
                        String.valueOf(SIZE))
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
