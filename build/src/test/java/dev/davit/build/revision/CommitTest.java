package dev.davit.build.revision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.build.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitTest {
    @TempDir
    Path folder;

    @BeforeEach
    void repository() throws IOException {
        Files.createDirectories(folder.resolve("web"));
        Files.writeString(folder.resolve("web/Main.java"), "one");
        Files.writeString(folder.resolve(".gitignore"), "out\n");
        assumeThat(git("init", "-q")).as("git must be there").isZero();
        git("add", ".");
        git("commit", "-q", "-m", "First");
    }

    @Test
    void cleanCheckoutHasItsCommit() {
        assertThat(Commit.of(folder.resolve("web"), folder)).hasValueSatisfying(commit -> {
            assertThat(commit.id()).hasSize(40);
            assertThat(commit.time()).isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        });
    }

    @Test
    void changedAndUnknownFilesMakeItNoCommit() throws IOException {
        Path ignored = Files.createDirectories(folder.resolve("out"));
        Files.writeString(ignored.resolve("x"), "x");
        assertThat(Commit.of(folder, folder)).isPresent();

        Path added = Files.writeString(folder.resolve("web/New.java"), "new");
        assertThat(Commit.of(folder, folder)).isEmpty();

        Files.delete(added);
        Files.writeString(folder.resolve("web/Main.java"), "two");
        assertThat(Commit.of(folder, folder)).isEmpty();
    }

    @Test
    void folderThatTheCommitDoesNotKnowHasNone() throws IOException {
        assertThat(Commit.of(Files.createDirectories(folder.resolve("out/app")), folder.resolve("out")))
                .isEmpty();
    }

    private int git(String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("git", "-c", "user.name=A", "-c", "user.email=a@example.com"));
        command.addAll(List.of(words));
        return new Command(command, folder, Map.of("GIT_COMMITTER_DATE", "2026-01-02T03:04:05Z"))
                .run()
                .exitCode();
    }
}
