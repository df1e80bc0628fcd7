package dev.larder.observability;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.util.stream.Stream;

/**
 * What logback uses until {@link Logging#configure} is called, and in tests; found by logback as a
 * service. A logback.xml or logback-test.xml on the class path comes before it.
 */
public final class DefaultLogging extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    // Whatever its rank, a service is asked before logback looks for its files.
    if (Stream.of("logback-test.xml", "logback.xml").anyMatch(DefaultLogging::isOnClassPath)) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    Logging.configure(context, ObservabilityConfig.defaults());
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static boolean isOnClassPath(String file) {
    return DefaultLogging.class.getClassLoader().getResource(file) != null;
  }
}
