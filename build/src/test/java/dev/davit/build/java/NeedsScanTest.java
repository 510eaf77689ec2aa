package dev.davit.build.java;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.build.runtime.Jdk;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NeedsScanTest {
    private static final Jdk JDK = Jdk.at(Path.of(System.getProperty("java.home")));

    @TempDir
    Path folder;

    @Test
    void modulesOfNamedPackagesAreNeeded() throws IOException {
        Path classes = Compiled.to(
                folder.resolve("classes"),
                "A",
                "class A { java.sql.Driver driver; void log(java.util.logging.Level level) {} }",
                "B",
                "class B { Object o = java.net.http.HttpClient.newHttpClient(); }");

        assertThat(NeedsScan.ofLibrary(classes, JDK).modules())
                .containsExactly("java.base", "java.logging", "java.net.http", "java.sql");
    }

    @Test
    void moduleThatClassesCanDoWithoutIsNotNeeded() throws IOException {
        Path classes = Compiled.to(
                folder.resolve("classes"),
                "module-info",
                "module a { requires static java.desktop; requires java.sql; }",
                "a/A",
                "package a; class A { java.beans.BeanInfo info; java.sql.Driver driver; }");

        assertThat(NeedsScan.ofLibrary(classes, JDK).modules()).containsExactly("java.base", "java.sql");
    }

    @Test
    void applicationThatNamesALocaleNeedsTheirData() throws IOException {
        Path english = Compiled.to(
                folder.resolve("english"), "A", "class A { Object o = java.util.Locale.ROOT.getLanguage(); }");
        Path german = Compiled.to(folder.resolve("german"), "A", "class A { Object o = java.util.Locale.of(\"de\"); }");

        assertThat(NeedsScan.ofApplication(english, JDK).modules()).containsExactly("java.base");
        assertThat(NeedsScan.ofApplication(german, JDK).modules()).containsExactly("java.base", "jdk.localedata");
        assertThat(NeedsScan.ofLibrary(german, JDK).modules()).containsExactly("java.base");
    }
}
