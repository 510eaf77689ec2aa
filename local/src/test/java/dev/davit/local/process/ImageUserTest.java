package dev.davit.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageUserTest {
    @TempDir
    Path root;

    @BeforeEach
    void passwd() throws IOException {
        Files.createDirectory(root.resolve("etc"));
        Files.writeString(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\napp:x:10:20::/home/app:\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nstaff:x:30:\n");
    }

    @Test
    void namesAreLookedUpInTheImage() {
        assertThat(ImageUser.resolve("app", root)).isEqualTo(new ImageUser(10, 20, "/home/app"));
        assertThat(ImageUser.resolve("app:staff", root)).isEqualTo(new ImageUser(10, 30, "/home/app"));
        assertThat(ImageUser.resolve("", root)).isEqualTo(new ImageUser(0, 0, "/root"));
    }

    @Test
    void numbersNeedNotBeKnown() {
        assertThat(ImageUser.resolve("65532:65533", root)).isEqualTo(new ImageUser(65532, 65533, "/"));
        assertThat(ImageUser.resolve("10", root)).isEqualTo(new ImageUser(10, 20, "/home/app"));
    }

    @Test
    void unknownNameIsSaid() {
        assertThatThrownBy(() -> ImageUser.resolve("nobody", root)).hasMessageContaining("no user 'nobody'");
        assertThatThrownBy(() -> ImageUser.resolve("app:wheel", root)).hasMessageContaining("no group 'wheel'");
    }
}
