@NullMarked
package dev.davit.local.process;

import org.jspecify.annotations.NullMarked;
