package dev.larder.store.sqlite;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Counts the statements that are executed on connections, by their text. It stands between our code
 * and the driver, so it counts what really goes to SQLite and not what somebody meant to send.
 *
 * <p>Thread-safe.
 */
final class CountedStatements {
  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  /** How many there were whose text begins like this; all of them for an empty text. */
  int count(String beginning) {
    return counts.entrySet().stream()
        .filter(statement -> statement.getKey().startsWith(beginning))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /** Begins again from nothing; to be called while nothing is executed. */
  void forget() {
    counts.clear();
  }

  /** Each text and how often, for the message of a test that fails. */
  @Override
  public String toString() {
    return counts.toString();
  }

  DataSource around(DataSource source) {
    return proxy(
        DataSource.class,
        (proxy, method, arguments) -> {
          Object result = invoke(method, source, arguments);
          return result instanceof Connection connection ? around(connection) : result;
        });
  }

  Connection around(Connection connection) {
    return proxy(
        Connection.class,
        (proxy, method, arguments) -> {
          Object result = invoke(method, connection, arguments);
          if (result instanceof PreparedStatement prepared) {
            return counting(PreparedStatement.class, prepared, (String) arguments[0]);
          }
          return result instanceof Statement plain ? counting(Statement.class, plain, "") : result;
        });
  }

  private <T> T counting(Class<T> type, T statement, String prepared) {
    return proxy(
        type,
        (proxy, method, arguments) -> {
          if (method.getName().startsWith("execute")) {
            String text = arguments == null ? prepared : (String) arguments[0];
            counts.merge(text, 1, Integer::sum);
          }
          return invoke(method, statement, arguments);
        });
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            CountedStatements.class.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static @Nullable Object invoke(
      Method method, Object target, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause() == null ? e : e.getCause();
    }
  }
}
