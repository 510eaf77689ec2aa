@NullMarked
package dev.davit.local.log;

import org.jspecify.annotations.NullMarked;
