package dev.davit.bench.tool;

import dev.davit.bench.process.Program;
import java.io.IOException;
import java.util.List;

/** One way to build an application and push its image. */
public interface BuildTool {
    String name();

    /** Takes away all that it keeps from one time to the next, the application's build output included. */
    void forget() throws IOException;

    /** What a user runs, one after the other. */
    List<Program> buildAndPush();
}
