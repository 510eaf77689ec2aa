package dev.davit.cli.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Compiles a file with most of what the language has, so that the JVM sees the compiler at work. */
final class SmallCompilation {
    private static final String SOURCE = """
            package sample;

            import java.lang.annotation.Retention;
            import java.lang.annotation.RetentionPolicy;
            import java.util.*;
            import java.util.function.Function;
            import java.util.stream.Collectors;

            @Sample.Marked("one")
            public class Sample<T extends Comparable<T>> implements Iterable<T>, AutoCloseable {
                static final int CONSTANT = 1 << 4;
                @Retention(RetentionPolicy.RUNTIME) @interface Marked { String value() default ""; }
                enum Color { RED, GREEN { @Override int weight() { return 2; } }; int weight() { return 1; } }
                sealed interface Shape permits Circle, Square {}
                record Circle(double radius) implements Shape {}
                record Square(double side) implements Shape { Square { if (side < 0) throw new IllegalArgumentException(); } }

                private final List<T> items = new ArrayList<>();
                private int[] counts = {1, 2, 3};

                static double area(Shape shape) {
                    return switch (shape) {
                        case Circle(double radius) when radius > 1 -> Math.PI * radius * radius;
                        case Circle circle -> circle.radius();
                        case Square(var side) -> side * side;
                    };
                }

                Map<String, List<T>> grouped(Function<? super T, String> key) {
                    return items.stream().filter(Objects::nonNull).sorted().collect(Collectors.groupingBy(key));
                }

                String describe(Color color, Object value) {
                    String text = "";
                    for (int i = 0; i < counts.length; i++) { text += counts[i] + ", "; }
                    for (T item : items) { if (item instanceof String s && !s.isEmpty()) { continue; } }
                    switch (color) { case RED: text = "red"; break; default: text = color.name(); }
                    try (var other = new Sample<T>()) { synchronized (this) { text = text + other; } }
                    catch (IllegalStateException | IllegalArgumentException e) { throw e; }
                    finally { text = value == null ? text : text.strip(); }
                    Runnable inner = new Runnable() { @Override public void run() { items.clear(); } };
                    inner.run();
                    return switch (value) { case null -> "none"; case Integer n -> "" + n; default -> text; };
                }

                @Override public Iterator<T> iterator() { return items.iterator(); }
                @Override public void close() {}
            }
            """;

    private SmallCompilation() {}

    static void run(Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("Sample.java"), SOURCE);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> messages = new DiagnosticCollector<>();
        for (List<String> version : List.of(List.of("--release", "21"), List.of("-source", "25", "-target", "25"))) {
            List<String> arguments = new ArrayList<>(version);
            arguments.addAll(List.of("-d", folder.toString(), "-s", folder.toString(), "-g", "-parameters", "-nowarn"));
            arguments.addAll(List.of("-encoding", "UTF-8", "-classpath", System.getProperty("java.class.path")));
            arguments.addAll(List.of("-sourcepath", folder.toString()));
            try (StandardJavaFileManager files =
                    compiler.getStandardFileManager(messages, null, StandardCharsets.UTF_8)) {
                boolean done = compiler.getTask(null, files, messages, arguments, null, files.getJavaFileObjects(file))
                        .call();
                System.err.println("compiled: " + done + " " + messages.getDiagnostics());
            }
        }
    }
}
