package dev.davit.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentationTest {

    @TempDir
    Path directory;

    @Test
    void programInTheDocumentationCompiles() throws IOException {
        String program = snippet(Path.of("src/main/java/dev/davit/image/package-info.java"));
        Path source = Files.writeString(directory.resolve("Program.java"), program);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var messages = new StringWriter();

        boolean compiled;
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            compiled = compiler.getTask(
                            messages,
                            files,
                            null,
                            List.of(
                                    "-Xlint:all,-processing,-path",
                                    "-Werror",
                                    "-proc:none",
                                    "-d",
                                    directory.toString()),
                            null,
                            files.getJavaFileObjects(source))
                    .call();
        }

        assertThat(compiled).as("%s%s", program, messages).isTrue();
        assertThat(program.lines().filter(line -> !line.isBlank() && !line.startsWith("import")))
                .hasSizeLessThanOrEqualTo(10);
    }

    /** The lines of the snippet, which is the last thing there that ends with a brace on a line of its own. */
    private static String snippet(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int start = lines.indexOf(" * {@snippet lang=\"java\" :");
        int end = lines.lastIndexOf(" * }");
        assertThat(start).isPositive().isLessThan(end);
        return lines.subList(start + 1, end).stream()
                .map(line -> line.substring(Math.min(line.length(), 3)))
                .collect(Collectors.joining("\n", "", "\n"));
    }
}
