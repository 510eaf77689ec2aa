package dev.davit.build.maven;

import static org.assertj.core.api.Assertions.assertThat;

import dev.davit.app.Failure;
import dev.davit.build.process.Command;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MavenOutputTest {
    private final List<String> states = new ArrayList<>();
    private final MavenOutput output = new MavenOutput(Path.of("/home/anna/shop"), states::add);

    @Test
    void goalsAndDownloadsAreTold() {
        // From Maven 3.8.7 and 3.9.
        output.accept("[INFO] --- maven-compiler-plugin:3.15.0:compile (default-compile) @ shop ---");
        output.accept("[INFO] --- resources:3.5.0:resources (default-resources) @ shop ---");
        output.accept("[INFO] Downloading from central: https://repository.example/org/slf4j/slf4j-api-2.0.17.jar");
        output.accept("[INFO] BUILD SUCCESS");

        assertThat(states)
                .containsExactly(
                        "shop: compiler compile", "shop: resources resources", "downloading slf4j-api-2.0.17.jar");
    }

    @Test
    void compilerErrorsAreToldOnceWithTheirLines() {
        // From Maven 3.8.7 with maven-compiler-plugin 3.15.0.
        Failure failure = failure("""
                [ERROR] COMPILATION ERROR :\s
                [ERROR] /home/anna/shop/src/main/java/Main.java:[3,9] cannot find symbol
                [ERROR]   symbol:   class Strin
                [INFO] 1 error
                [ERROR] Failed to execute goal org.apache.maven.plugins:maven-compiler-plugin:3.15.0:compile (default-compile) on project shop: Compilation failure
                [ERROR] /home/anna/shop/src/main/java/Main.java:[3,9] cannot find symbol
                [ERROR]   symbol:   class Strin
                [ERROR] -> [Help 1]
                [ERROR]\s
                [ERROR] To see the full stack trace of the errors, re-run Maven with the -e switch.
                """);

        assertThat(failure).hasMessage("/home/anna/shop/web does not compile");
        assertThat(failure.details())
                .containsExactly("src/main/java/Main.java:3: cannot find symbol", "  symbol:   class Strin");
    }

    @Test
    void otherErrorsAreToldWithoutMavensAdvice() {
        Failure failure = failure("""
                [ERROR] Failed to execute goal on project shop: Could not resolve dependencies for a:b:jar:1 -> [Help 1]
                [ERROR]\s
                [ERROR] Re-run Maven using the -X switch to enable full debug logging.
                [ERROR] [Help 1] http://cwiki.apache.org/confluence/display/MAVEN/DependencyResolutionException
                """);

        assertThat(failure.details())
                .containsExactly(
                        "Failed to execute goal on project shop: Could not resolve dependencies for a:b:jar:1");
        assertThat(failure.fix()).hasValueSatisfying(fix -> assertThat(fix).contains("/home/anna/shop"));
    }

    @Test
    void withoutAnyErrorTheLastLinesAreTold() {
        assertThat(failure("Error: Could not find or load main class x\n").details())
                .containsExactly("Error: Could not find or load main class x");
    }

    private Failure failure(String text) {
        List<String> lines = text.lines().toList();
        lines.forEach(output::accept);
        return output.failure(Path.of("/home/anna/shop/web"), new Command.Result(1, lines));
    }
}
