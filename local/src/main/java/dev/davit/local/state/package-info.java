/**
 * What an agent must not forget: services, their releases and tasks, in one SQLite database. One thread owns the
 * connection; everything else asks it.
 */
@NullMarked
package dev.davit.local.state;

import org.jspecify.annotations.NullMarked;
