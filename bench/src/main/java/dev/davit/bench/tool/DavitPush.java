package dev.davit.bench.tool;

import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code davit push}, with image store and caches of its own.
 *
 * @param home for what Davit keeps
 * @param options behind {@code push}
 */
public record DavitPush(String name, Path davit, Path app, Path home, List<String> options) implements BuildTool {
    public DavitPush {
        options = List.copyOf(options);
    }

    @Override
    public void forget() throws IOException {
        Folders.delete(app.resolve("target"));
        Folders.delete(home);
    }

    @Override
    public List<Program> buildAndPush() {
        List<String> words = new ArrayList<>(List.of(davit.toString(), "push", "-q"));
        words.addAll(options);
        return List.of(at(home, new Program(words, app, java.util.Map.of())));
    }

    /** The program with all that Davit keeps below a folder. */
    public static Program at(Path home, Program program) {
        return program.with("XDG_DATA_HOME", home.resolve("data").toString())
                .with("XDG_CACHE_HOME", home.resolve("cache").toString())
                .with("XDG_STATE_HOME", home.resolve("state").toString())
                .with("XDG_RUNTIME_DIR", home.resolve("run").toString());
    }
}
