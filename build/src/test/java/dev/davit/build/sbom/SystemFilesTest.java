package dev.davit.build.sbom;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemFilesTest {
    @TempDir
    Path root;

    @BeforeEach
    void aDebian() throws IOException {
        write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
        write("var/lib/dpkg/status", """
                Package: libc6
                Status: install ok installed
                Architecture: amd64
                Version: 2.36-9+deb12u10
                Description: GNU C Library
                 Version: of nothing

                Package: libc6
                Architecture: i386
                Version: 2.1
                """);
        write("var/lib/dpkg/info/libc6:amd64.list", "/.\n/lib\n/lib/libc.so.6\n");
        write("lib/libc.so.6", "the C library");
    }

    @Test
    void aFileIsAPartOfItsPackage() throws IOException {
        Map<String, Object> component =
                components("/lib/libc.so.6", "the C library").getFirst();
        assertThat(component)
                .containsEntry("name", "libc6")
                .containsEntry("purl", "pkg:deb/debian/libc6@2.36-9%2Bdeb12u10?arch=amd64&distro=debian-12");
        assertThat(String.valueOf(component.get("components"))).contains("/lib/libc.so.6");
    }

    @Test
    void thePackageIsFoundWhenTheFolderWasMovedBelowUsr() throws IOException {
        write("usr/lib/libc.so.6", "the C library");
        assertThat(components("/usr/lib/libc.so.6", "the C library").getFirst()).containsEntry("name", "libc6");
    }

    @Test
    void aFileWithOtherContentThanThisMachineHasIsOfNoPackage() throws IOException {
        assertThat(components("/lib/libc.so.6", "another C library").getFirst())
                .containsEntry("type", "file")
                .containsEntry("name", "/lib/libc.so.6")
                .doesNotContainKey("purl");
    }

    @Test
    void whereThereIsNoDebianFilesAreFiles() throws IOException {
        Files.delete(root.resolve("var/lib/dpkg/info/libc6:amd64.list"));
        Files.delete(root.resolve("var/lib/dpkg/info"));
        assertThat(components("/lib/libc.so.6", "the C library").getFirst()).containsEntry("type", "file");
    }

    private List<Map<String, Object>> components(String path, String content) throws IOException {
        return new SystemFiles(root)
                .components(new TreeMap<>(Map.of(path, Digest.sha256(content.getBytes(StandardCharsets.UTF_8)))));
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }
}
