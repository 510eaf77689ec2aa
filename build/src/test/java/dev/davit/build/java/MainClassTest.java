package dev.davit.build.java;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.davit.app.Failure;
import dev.davit.build.java.CompiledApplication.Part;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainClassTest {
    private static final String MAIN = "public static void main(String[] args) {}";

    @TempDir
    Path folder;

    @Test
    void onlyMainClassIsFound() throws IOException {
        assertThat(find("a/Main", "package a; public class Main { %s }".formatted(MAIN), "Other", "class Other {}"))
                .isEqualTo("a.Main");
    }

    @Test
    void instanceMainMethodIsFound() throws IOException {
        assertThat(find("Main", "void main() {}")).isEqualTo("Main");
    }

    @Test
    void methodsThatCannotStartAnythingDoNotCount() {
        assertThatThrownBy(() -> find(
                        "A", "class A { private static void main(String[] args) {} }",
                        "B", "class B { B(int x) {} void main() {} }",
                        "C", "class C { static int main(String[] args) { return 0; } }"))
                .isInstanceOf(Failure.class)
                .hasMessageContaining("no class of shop has a main method");
    }

    @Test
    void severalMainClassesAreNamed() {
        assertThatThrownBy(() -> find("A", "class A { %s }".formatted(MAIN), "B", "class B { %s }".formatted(MAIN)))
                .asInstanceOf(InstanceOfAssertFactories.type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.details()).containsExactly("A", "B");
                    assertThat(failure.fix())
                            .hasValueSatisfying(fix -> assertThat(fix).contains("{main: A}"));
                });
    }

    @Test
    void springBootApplicationIsPreferred() throws IOException {
        assertThat(find(
                        "org/springframework/boot/autoconfigure/SpringBootApplication",
                        """
                        package org.springframework.boot.autoconfigure;
                        @java.lang.annotation.Retention(java.lang.annotation.RetentionPolicy.RUNTIME)
                        public @interface SpringBootApplication {}
                        """,
                        "A",
                        "class A { %s }".formatted(MAIN),
                        "B",
                        "@org.springframework.boot.autoconfigure.SpringBootApplication class B { %s }".formatted(MAIN)))
                .isEqualTo("B");
    }

    private String find(String... sources) throws IOException {
        return MainClass.find(List.of(new Part("shop", Compiled.to(folder.resolve("classes"), sources))));
    }
}
