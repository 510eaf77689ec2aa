package dev.davit.cli.command;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code davit doctor}. */
@Command(name = "doctor", description = "Show what Davit finds on this machine and what it would use.")
final class Doctor implements Callable<Integer> {
    @Mixin
    private CommonOptions options;

    @Override
    public Integer call() {
        Davit davit = options.davit();
        Diagnosis diagnosis = Diagnosis.of(davit.session);
        davit.print(diagnosis.text(davit.session.out()), diagnosis.json());
        return diagnosis.healthy() ? 0 : 1;
    }
}
