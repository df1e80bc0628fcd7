package dev.larder.client;

import com.google.gson.Gson;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The retry policy, from the one file that clients in every language use. */
final class ServiceConfig {
  private static final String RESOURCE = "larder-service-config.json";

  private ServiceConfig() {}

  static Map<String, ?> load() {
    try (InputStream resource = ServiceConfig.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("the client's jar lacks its resource " + RESOURCE);
      }
      Reader reader = new InputStreamReader(resource, StandardCharsets.UTF_8);
      return new Gson().fromJson(reader, new TypeToken<Map<String, Object>>() {}.getType());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
