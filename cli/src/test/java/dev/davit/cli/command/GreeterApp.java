package dev.davit.cli.command;

import dev.davit.cli.training.Greeter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** The least that can be built: a jar with one class. */
final class GreeterApp {
    private GreeterApp() {}

    /** Writes it into a folder, and returns the file that describes it. */
    static Path describe(Path folder) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Greeter.class.getName());
        String classFile = Greeter.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve("greeter.jar")), manifest);
                InputStream in = Greeter.class.getResourceAsStream("/" + classFile)) {
            jar.putNextEntry(new ZipEntry(classFile));
            Objects.requireNonNull(in, classFile).transferTo(jar);
        }
        return Files.writeString(folder.resolve("davit.yaml"), "name: greeter\nimage: {build: greeter.jar}\n");
    }
}
