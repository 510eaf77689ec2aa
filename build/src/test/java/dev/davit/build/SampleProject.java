package dev.davit.build;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.davit.app.App;
import dev.davit.app.AppName;
import dev.davit.app.ImageSpec;
import dev.davit.build.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small Maven reactor that builds offline, from what Maven has fetched for this project. */
record SampleProject(Path root) {
    private static final String POM = """
            <project xmlns="http://maven.apache.org/POM/4.0.0">
              <modelVersion>4.0.0</modelVersion>
              %s
              <properties>
                <maven.compiler.release>25</maven.compiler.release>
                <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
              </properties>
              %s
              <build>
                <plugins>
                  <plugin><artifactId>maven-resources-plugin</artifactId><version>3.5.0</version></plugin>
                  <plugin><artifactId>maven-compiler-plugin</artifactId><version>3.15.0</version></plugin>
                </plugins>
              </build>
            </project>
            """;
    private static final String PARENT =
            "<parent><groupId>sample</groupId><artifactId>root</artifactId><version>1</version></parent>";

    static SampleProject in(Path root) throws IOException {
        SampleProject project = new SampleProject(root);
        project.assumeMaven();
        project.write(".mvn/maven.config", "--offline\n");
        project.write(
                "pom.xml",
                POM.formatted(
                        "<groupId>sample</groupId><artifactId>root</artifactId><version>1</version>"
                                + "<packaging>pom</packaging>",
                        "<modules><module>core</module><module>web</module></modules>"
                                + "<licenses><license><name>Apache License, Version 2.0</name></license>"
                                + "<license><name>MIT License</name></license></licenses>"));
        project.write("core/pom.xml", POM.formatted(PARENT + "<artifactId>core</artifactId>", ""));
        project.write("core/src/main/java/core/Greeting.java", """
                package core;
                public class Greeting { public static String text() { return "Hello"; } }
                """);
        project.write("web/pom.xml", POM.formatted(PARENT + "<artifactId>web</artifactId>", """
                <dependencies>
                  <dependency><groupId>sample</groupId><artifactId>core</artifactId><version>1</version></dependency>
                </dependencies>
                """));
        project.writeMain("System.out.println(core.Greeting.text());");
        return project;
    }

    Path web() {
        return root.resolve("web");
    }

    App app() {
        return App.ofDefaults(new AppName("sample"), ImageSpec.ofSource(web()));
    }

    void writeMain(String body) throws IOException {
        write("web/src/main/java/web/Main.java", """
                package web;
                public class Main {
                    public static void main(String[] args) throws Exception {
                        %s
                    }
                }
                """.formatted(body));
    }

    Path write(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void assumeMaven() {
        int exitCode;
        try {
            exitCode = new Command(List.of("mvn", "--version"), root.getRoot(), Map.of())
                    .run()
                    .exitCode();
        } catch (IOException e) {
            exitCode = -1;
        }
        assumeThat(exitCode).as("mvn must be there").isZero();
    }
}
