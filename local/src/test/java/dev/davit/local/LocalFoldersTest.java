package dev.davit.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalFoldersTest {
    private static final Path IMAGES = Path.of("/cache/images");

    @Test
    void xdgFoldersAreHonoured() {
        LocalFolders folders = LocalFolders.of(
                Map.of("XDG_STATE_HOME", "/s", "XDG_RUNTIME_DIR", "/run/user/7"), Path.of("/home/me"), IMAGES);
        assertThat(folders.state()).hasToString("/s/davit");
        assertThat(folders.socket().getParent()).hasToString("/run/user/7/davit");
    }

    @Test
    void withoutThemTheStateFolderHoldsTheSocket() {
        LocalFolders folders = LocalFolders.of(Map.of("XDG_STATE_HOME", "relative"), Path.of("/home/me"), IMAGES);
        assertThat(folders.state()).hasToString("/home/me/.local/state/davit");
        assertThat(folders.socket().getParent()).isEqualTo(folders.state());
    }

    @Test
    void socketsOfSeveralStateFoldersDoNotMeet() {
        Path shared = Path.of("/run/user/7/davit");
        assertThat(new LocalFolders(Path.of("/one"), shared, IMAGES).socket())
                .isNotEqualTo(new LocalFolders(Path.of("/two"), shared, IMAGES).socket());
    }

    @Test
    void socketInADeepFolderHasAShortPathElsewhere() {
        Path deep = Path.of("/" + "deep/".repeat(30));
        assertThat(new LocalFolders(deep, deep, IMAGES).socket().toString()).hasSizeLessThan(100);
    }
}
