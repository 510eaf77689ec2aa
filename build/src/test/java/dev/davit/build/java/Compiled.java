package dev.davit.build.java;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** Compiles sources for tests. */
final class Compiled {
    private Compiled() {}

    /** Compiles sources, each as {@code Name} and its text in turn, to a folder. */
    static Path to(Path folder, String... namesAndTexts) throws IOException {
        Path sources = Files.createDirectories(folder.resolveSibling(folder.getFileName() + "-src"));
        List<String> arguments = new ArrayList<>(List.of("-d", folder.toString()));
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            Path file = sources.resolve(namesAndTexts[i] + ".java");
            Files.createDirectories(file.resolveSibling("."));
            arguments.add(Files.writeString(file, namesAndTexts[i + 1]).toString());
        }
        int exitCode = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        assertThat(exitCode).isZero();
        return folder;
    }
}
