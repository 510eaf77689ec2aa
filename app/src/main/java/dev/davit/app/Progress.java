package dev.davit.app;

/**
 * Where work tells how far it is. Work is a tree of named steps; a step runs from the moment it is begun until it is
 * closed, and steps of one parent may run side by side. Safe for use by several threads.
 */
public interface Progress {
    /** For work that nobody watches. */
    Progress NONE = new Silent();

    /** Begins a step; the caller closes it, which marks it as failed unless it was told how it ended. */
    Step begin(String name);

    /** One step of the work, and the parent of the steps begun through it. */
    interface Step extends Progress, AutoCloseable {
        /** Replaces what the step says about its present state, such as {@code 12 of 47 MB}. */
        void update(String state);

        /** The step has done its work; {@code outcome} says in a few words what came of it, and may be empty. */
        void done(String outcome);

        /** The work turned out not to be needed, for the reason given. */
        void skipped(String why);

        @Override
        void close();
    }

    /** Tells nobody. */
    final class Silent implements Step {
        private Silent() {}

        @Override
        public Step begin(String name) {
            return this;
        }

        @Override
        public void update(String state) {}

        @Override
        public void done(String outcome) {}

        @Override
        public void skipped(String why) {}

        @Override
        public void close() {}
    }
}
