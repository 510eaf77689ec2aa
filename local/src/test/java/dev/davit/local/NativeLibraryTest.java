package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    @TempDir
    Path parent;

    @Test
    void whatAKilledAgentLeftIsRemovedAndTheFolderIsPrivate() throws Exception {
        Path folder = parent.resolve("native");
        String before = System.getProperty("org.sqlite.tmpdir");
        try {
            NativeLibrary.unpackTo(folder);
            Files.createFile(folder.resolve("sqlite-3-1234-libsqlitejdbc.so"));
            Files.createFile(folder.resolve("sqlite-3-1234-libsqlitejdbc.so.lck"));
            NativeLibrary.unpackTo(folder);
            assertThat(folder).isEmptyDirectory();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            assertThat(System.getProperty("org.sqlite.tmpdir")).isEqualTo(folder.toString());
        } finally {
            if (before == null) {
                System.clearProperty("org.sqlite.tmpdir");
            } else {
                System.setProperty("org.sqlite.tmpdir", before);
            }
        }
    }
}
