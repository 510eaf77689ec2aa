package dev.davit.build.maven.extension;

import dev.davit.build.maven.extension.ProjectFacts.Compilation;
import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Listens to what Maven's compiler plugin tells its compiler, by standing in for the plugin's
 * {@code org.codehaus.plexus.compiler.manager.CompilerManager} and the compilers it gives. Asked in their own words, they
 * say exactly the arguments that the JDK's compiler is about to get. All by reflection: the types are the plugin's own.
 */
final class CompilerWatch {
    private static final String MANAGER_FIELD = "compilerManager";
    private static final String JAVAC = "javac";

    private final Consumer<Compilation> compilations;
    private final Consumer<String> obstacles;

    CompilerWatch(Consumer<Compilation> compilations, Consumer<String> obstacles) {
        this.compilations = compilations;
        this.obstacles = obstacles;
    }

    /** Begins to listen to this run of the plugin. */
    void attach(Object mojo) {
        try {
            Field field = field(mojo.getClass());
            field.setAccessible(true);
            Object manager = field.get(mojo);
            field.set(mojo, standIn(field.getType(), (_, method, arguments) -> {
                Object result = method.invoke(manager, arguments);
                return method.getName().equals("getCompiler")
                        ? watched(method.getReturnType(), result, String.valueOf(arguments[0]))
                        : result;
            }));
        } catch (ReflectiveOperationException | RuntimeException e) {
            obstacles.accept("a compiler plugin that is not known: " + e);
        }
    }

    private Object watched(Class<?> type, Object compiler, String id) {
        if (!id.equals(JAVAC)) {
            obstacles.accept("the compiler " + id);
        }
        return standIn(type, (_, method, arguments) -> {
            if (method.getName().equals("performCompile")) {
                note(type, compiler, arguments[0]);
            }
            return method.invoke(compiler, arguments);
        });
    }

    private void note(Class<?> type, Object compiler, Object configuration) {
        try {
            if (ask(configuration, "isFork") instanceof Boolean fork && fork) {
                obstacles.accept("a compiler in a process of its own");
            }
            List<Path> files = new ArrayList<>();
            for (Object file : (Collection<?>) ask(configuration, "getSourceFiles")) {
                files.add(((File) file).toPath().toAbsolutePath().normalize());
            }
            List<String> arguments =
                    Arrays.asList((String[]) type.getMethod("createCommandLine", configuration.getClass())
                            .invoke(compiler, configuration));
            compilations.accept(new Compilation(
                    arguments.stream()
                            .filter(argument -> !files.contains(Path.of(argument)))
                            .toList(),
                    Optional.ofNullable((String) ask(configuration, "getSourceEncoding")),
                    files));
        } catch (ReflectiveOperationException | RuntimeException e) {
            obstacles.accept("a compiler plugin that is not known: " + e);
        }
    }

    private static Object ask(Object configuration, String question) throws ReflectiveOperationException {
        return configuration.getClass().getMethod(question).invoke(configuration);
    }

    private static Object standIn(Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            try {
                return handler.invoke(proxy, method, arguments);
            } catch (InvocationTargetException e) {
                throw e.getTargetException();
            }
        });
    }

    private static Field field(Class<?> type) throws NoSuchFieldException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            for (Field field : at.getDeclaredFields()) {
                if (field.getName().equals(MANAGER_FIELD)) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(MANAGER_FIELD);
    }
}
