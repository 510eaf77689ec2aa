package dev.davit.build.fingerprint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FingerprintTest {
    /** So late that no file written by a test is racy. */
    private static final Instant LATER = Instant.parse("2200-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private Path source;
    private Watched watched;

    @BeforeEach
    void project() throws IOException {
        Files.createDirectories(folder.resolve("src"));
        source = Files.writeString(folder.resolve("src/Main.java"), "one");
        watched = Watched.of(List.of(folder), List.of());
    }

    @Test
    void unchangedFilesAreNotReadAgain() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Fingerprint second = Fingerprint.take(watched, first, LATER);

        assertThat(first.filesRead()).isEqualTo(1);
        assertThat(second.filesRead()).isZero();
        assertThat(second.hasContentOf(first)).isTrue();
    }

    @Test
    void filesWrittenJustBeforeAreReadAgain() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, Instant.now());

        assertThat(Fingerprint.take(watched, first, Instant.now()).filesRead()).isEqualTo(1);
    }

    @Test
    void changeOfSameSizeWithTimeSetBackIsSeen() throws IOException {
        FileTime time = Files.getLastModifiedTime(source);
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Files.writeString(source, "two");
        Files.setLastModifiedTime(source, time);

        assertThat(Fingerprint.take(watched, first, LATER).hasContentOf(first)).isFalse();
    }

    @Test
    void touchedFileWithSameContentIsNoChange() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));

        Fingerprint second = Fingerprint.take(watched, first, LATER);

        assertThat(second.filesRead()).isEqualTo(1);
        assertThat(second.hasContentOf(first)).isTrue();
    }

    @Test
    void addedAndDeletedFilesAreSeen() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Path added = Files.writeString(folder.resolve("src/New.java"), "new");
        Fingerprint second = Fingerprint.take(watched, first, LATER);
        Files.delete(added);
        Files.delete(source);
        Fingerprint third = Fingerprint.take(watched, second, LATER);

        assertThat(second.hasContentOf(first)).isFalse();
        assertThat(third.hasContentOf(second)).isFalse();
        assertThat(third.hasContentOf(first)).isFalse();
    }

    @Test
    void outputsVersionControlAndNestedProjectsDoNotCount() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        for (String name : List.of("target/classes/Main.class", ".git/HEAD", "other/pom.xml", "other/src/Other.java")) {
            Files.createDirectories(folder.resolve(name).getParent());
            Files.writeString(folder.resolve(name), name);
        }

        assertThat(Fingerprint.take(watched, first, LATER).hasContentOf(first)).isTrue();
    }

    @Test
    void belowSourcesEverythingCountsWhateverItIsCalled() throws IOException {
        List<Path> files = List.of(
                folder.resolve("src/main/java/org/target/Main.java"),
                folder.resolve("src/main/resources/template/pom.xml"),
                folder.resolve("src/main/resources/static/node_modules/a.js"),
                folder.resolve("java/target/Main.java"));
        for (Path file : files) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "one");
        }
        for (Path file : files) {
            Fingerprint first = Fingerprint.take(watched, null, LATER);
            Files.writeString(file, "two");

            assertThat(Fingerprint.take(watched, first, LATER).filesChangedSince(first))
                    .containsExactly(file);
        }
    }

    @Test
    void filesThatChangedNamesAndLinksThatChangedTargetsAreSeen() throws IOException {
        Path other = Files.writeString(folder.resolve("src/Other.java"), "two");
        Path link = Files.createSymbolicLink(folder.resolve("src/Link.java"), source);
        FileTime time = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(source, time);
        Files.setLastModifiedTime(other, time);
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Path passing = folder.resolve("target");
        Files.move(source, passing);
        Files.move(other, source);
        Files.move(passing, other);
        Fingerprint second = Fingerprint.take(watched, first, LATER);
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        Fingerprint third = Fingerprint.take(watched, second, LATER);

        assertThat(second.filesChangedSince(first)).containsExactlyInAnyOrder(source, other, link);
        assertThat(third.filesChangedSince(second)).containsExactly(link);
    }

    @Test
    void fileThatBecomesAFolderAndFolderThatBecomesAFileAreSeen() throws IOException {
        Path single = folder.resolve("src/single");
        Watched both = Watched.of(List.of(folder), List.of(source, single));
        Fingerprint first = Fingerprint.take(both, null, LATER);
        Files.delete(source);
        Files.createDirectory(source);
        Fingerprint second = Fingerprint.take(both, first, LATER);
        Files.delete(source);
        Files.delete(folder.resolve("src"));
        Path file = Files.writeString(folder.resolve("src"), "a file");
        Fingerprint third = Fingerprint.take(both, second, LATER);

        assertThat(second.filesChangedSince(first)).containsExactly(source);
        assertThat(third.filesChangedSince(second)).containsExactly(file);
        assertThat(third.content()).isNotEqualTo(first.content());
    }

    @Test
    void fileWithATimeInTheFutureIsAlwaysRead() throws IOException {
        Files.setLastModifiedTime(source, FileTime.from(LATER.plusSeconds(1)));
        Fingerprint first = Fingerprint.take(watched, null, LATER);

        assertThat(Fingerprint.take(watched, first, LATER).filesRead()).isEqualTo(1);
    }

    @Test
    void symbolicLinksAreFollowedOnceAndBrokenOnesNoted() throws IOException {
        Path outside = Files.createDirectories(folder.resolve("target/shared"));
        Path shared = Files.writeString(outside.resolve("Shared.java"), "one");
        Files.createSymbolicLink(folder.resolve("src/shared"), outside);
        Files.createSymbolicLink(folder.resolve("src/Linked.java"), shared);
        Files.createSymbolicLink(folder.resolve("src/loop"), folder.resolve("src"));
        Path broken = Files.createSymbolicLink(folder.resolve("src/broken"), Path.of("nowhere"));
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        Files.writeString(shared, "two");
        Fingerprint second = Fingerprint.take(watched, first, LATER);
        Files.delete(broken);
        Files.createSymbolicLink(broken, Path.of("elsewhere"));
        Fingerprint third = Fingerprint.take(watched, second, LATER);

        assertThat(second.hasContentOf(first)).isFalse();
        assertThat(third.hasContentOf(second)).isFalse();
    }

    @Test
    void replacedLibraryAndOneThatAppearsAreSeen() throws IOException {
        Path library = folder.resolve("target/lib.jar");
        Watched files = Watched.of(List.of(), List.of(library));
        Fingerprint none = Fingerprint.take(files, null, LATER);
        Files.createDirectories(library.getParent());
        Files.writeString(library, "1");
        Fingerprint first = Fingerprint.take(files, none, LATER);
        Files.move(
                Files.writeString(folder.resolve("new"), "2"),
                library,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        Fingerprint second = Fingerprint.take(files, first, LATER);

        assertThat(first.hasContentOf(none)).isFalse();
        assertThat(second.hasContentOf(first)).isFalse();
        assertThat(second.digestOf(library)).isNotEqualTo(first.digestOf(library));
    }

    @Test
    void whatWasReadBeforeABuildIsKeptAfterIt() throws IOException {
        Fingerprint before = Fingerprint.take(watched, null, LATER);
        Files.writeString(source, "changed while it was compiled");
        Path output = Files.createDirectories(folder.resolve("out"));
        Files.writeString(output.resolve("Main.class"), "class");
        Watched after = new Watched(watched.folders(), watched.files(), new TreeSet<>(Set.of(output)));

        Fingerprint recorded = before.of(after, null);

        assertThat(recorded.files()).isEqualTo(1);
        assertThat(Fingerprint.take(after, recorded, LATER).hasContentOf(recorded))
                .isFalse();
    }

    @Test
    void fingerprintIsReadAsItWasWritten() throws IOException {
        Fingerprint first = Fingerprint.take(watched, null, LATER);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        first.write(new DataOutputStream(bytes));

        Fingerprint read = Fingerprint.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

        assertThat(read.hasContentOf(first)).isTrue();
        assertThat(Fingerprint.take(watched, read, LATER).filesRead()).isZero();
    }
}
