package dev.davit.bench.tool;

import dev.davit.bench.process.Folders;
import dev.davit.bench.process.Program;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Jib's Maven plugin. */
public record JibPlugin(Path app, Path cache, String base, String target) implements BuildTool {
    @Override
    public String name() {
        return "jib";
    }

    @Override
    public void forget() throws IOException {
        Folders.delete(cache);
        Folders.delete(app.resolve("target"));
    }

    @Override
    public List<Program> buildAndPush() {
        return List.of(Program.of(
                app,
                "mvn",
                "-q",
                "-B",
                "compile",
                "jib:build",
                "-Djib.from.image=" + base,
                "-Djib.to.image=" + target,
                "-Djib.baseImageCache=" + cache,
                "-Djib.disableUpdateChecks=true",
                "-Djib.console=plain"));
    }
}
