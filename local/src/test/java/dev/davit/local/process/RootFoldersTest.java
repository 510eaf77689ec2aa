package dev.davit.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.davit.image.Digest;
import dev.davit.image.store.ImageStore;
import dev.davit.local.TestServer;
import dev.davit.local.runtime.TaskStartException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootFoldersTest {
    @TempDir
    Path folder;

    @Test
    void fullDiskIsSaidWithTheFixAndNothingStays() throws Exception {
        ImageStore store = ImageStore.open(folder.resolve("images"));
        Digest image = TestServer.image(store);
        Path disk = Files.createDirectory(folder.resolve("disk"));
        Assumptions.assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=64k", "davit-test", disk.toString()),
                "mount cannot make a tmpfs: it takes root");
        try {
            Path roots = disk.resolve("roots");
            TaskStartException failure =
                    catchThrowableOfType(TaskStartException.class, () -> new RootFolders(store, roots).prepare(image));
            assertThat(failure).hasMessage("the image cannot be unpacked to " + roots + ": no space left on the disk");
            assertThat(failure.fix()).contains("make room on the disk that holds " + roots + ", then: davit up");
            assertThat(roots).isEmptyDirectory();
        } finally {
            run("umount", "--lazy", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
