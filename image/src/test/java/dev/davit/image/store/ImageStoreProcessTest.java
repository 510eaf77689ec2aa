package dev.davit.image.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several writers at once, and file systems that refuse. */
class ImageStoreProcessTest {

    @TempDir
    Path directory;

    @Test
    void threadsDoNotLoseEachOthersNames() throws Exception {
        Path root = directory.resolve("store");
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> writers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                String repository = "t" + i;
                writers.add(() -> {
                    StoreWriterMain.write(ImageStore.open(root), repository, 10, 1000);
                    return true;
                });
            }
            for (var done : threads.invokeAll(writers)) {
                assertThat(done.get()).isTrue();
            }
        }
        assertWhole(ImageStore.open(root), 80);
    }

    @Test
    @Tag("slow")
    void processesDoNotLoseEachOthersNames() throws Exception {
        Path root = directory.resolve("store");
        List<Process> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(StoreWriterMain.process(List.of(), root.toString(), "p" + i, "15", "1000")
                    .start());
        }
        for (Process writer : writers) {
            assertThat(StoreWriterMain.output(writer)).isEmpty();
            assertThat(writer.waitFor()).isZero();
        }
        assertWhole(ImageStore.open(root), 45);
    }

    @Test
    @Tag("slow")
    void fullDiskIsNamedAndNothingHalfWrittenStays() throws Exception {
        String output = inTmpfs("size=400k", "; find \"$0\"/ingest -type f | wc -l");

        assertThat(output)
                .contains("NO_SPACE Cannot write")
                .contains("no space left")
                .contains("MB free). Free some space there")
                .endsWith("\n0\n");
    }

    @Test
    @Tag("slow")
    void readOnlyFileSystemIsNamed() throws Exception {
        assertThat(inTmpfs("ro", ""))
                .contains("NO_PERMISSION Cannot create")
                .contains("keep images in another directory");
    }

    /** Runs a writer of 1 MB layers on a temporary file system that only it sees. */
    private String inTmpfs(String options, String then) throws Exception {
        String script =
                "mount -t tmpfs -o " + options + " tmpfs \"$0\" || { echo no mount; exit; }; \"$@\" || true" + then;
        Path mount = Files.createDirectory(directory.resolve("mount"));
        Process process;
        try {
            process = StoreWriterMain.process(
                            List.of("unshare", "--map-root-user", "--mount", "sh", "-c", script, mount.toString()),
                            mount.toString(),
                            "full",
                            "1",
                            "1000000")
                    .start();
        } catch (IOException e) {
            return abort("unshare is not installed: " + e.getMessage());
        }
        String output = StoreWriterMain.output(process);
        if (process.waitFor() != 0 || output.contains("no mount")) {
            return abort("unshare may not make a file system here: " + output);
        }
        return output;
    }

    private static void assertWhole(ImageStore store, int count) throws IOException {
        assertThat(store.tags()).hasSize(count);
        for (Digest digest : store.tags().values()) {
            assertThat(store.find(digest)).isPresent();
        }
        assertThat(store.directory().resolve("ingest")).isEmptyDirectory();
    }
}
