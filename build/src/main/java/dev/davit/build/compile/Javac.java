package dev.davit.build.compile;

import dev.davit.app.Failure;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The compiler of the JDK that this process runs on, called as Maven's compiler plugin calls it. */
final class Javac {
    private static final int MOST_LINES = 40;

    private final Path root;

    /** @param root what files in messages are relative to */
    Javac(Path root) {
        this.root = root;
    }

    /**
     * Compiles these files.
     *
     * @param folder of the project, for the message
     * @return false when the compiler itself is at a loss
     * @throws Failure with the errors, when the source is at fault
     */
    boolean compile(List<Path> files, List<String> arguments, Charset encoding, Path folder) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        boolean done;
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(messages, null, encoding)) {
            done = compiler.getTask(
                            null, manager, messages, arguments, null, manager.getJavaFileObjectsFromPaths(files))
                    .call();
        } catch (RuntimeException | StackOverflowError e) {
            // An option that it refuses, or a defect: whoever asks has another way.
            return false;
        }
        List<Diagnostic<? extends JavaFileObject>> errors = messages.getDiagnostics().stream()
                .filter(message -> message.getKind() == Diagnostic.Kind.ERROR)
                .<Diagnostic<? extends JavaFileObject>>map(message -> message)
                .toList();
        if (!done && errors.stream().anyMatch(error -> error.getSource() != null)) {
            throw failure(errors, folder);
        }
        return done;
    }

    private Failure failure(List<Diagnostic<? extends JavaFileObject>> errors, Path folder) {
        return Failure.of(Failure.Category.BUILD, folder + " does not compile")
                .withDetails(errors.stream()
                        .flatMap(error -> lines(error).stream())
                        .limit(MOST_LINES)
                        .toList())
                .withFix("correct the source and try again");
    }

    private List<String> lines(Diagnostic<? extends JavaFileObject> error) {
        List<String> lines =
                new ArrayList<>(error.getMessage(Locale.getDefault()).lines().toList());
        Optional.ofNullable(error.getSource()).ifPresent(source -> {
            Path file = Path.of(source.toUri());
            lines.set(
                    0,
                    (file.startsWith(root) ? root.relativize(file) : file) + ":" + error.getLineNumber() + ": "
                            + lines.getFirst());
        });
        return lines;
    }
}
