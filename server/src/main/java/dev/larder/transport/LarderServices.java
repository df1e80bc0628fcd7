package dev.larder.transport;

import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;

/** The services of larder.v1 as the server registers them: each method with its intake in front. */
final class LarderServices {
  private final List<ServerServiceDefinition> definitions;

  @Inject
  LarderServices(
      CacheGrpcService cache,
      AdminGrpcService admin,
      Admission admission,
      PayloadWork payloads,
      StatusMapper statuses) {
    this.definitions =
        List.of(
            guarded(cache, admission, payloads, statuses),
            guarded(admin, admission, payloads, statuses));
  }

  List<ServerServiceDefinition> definitions() {
    return definitions;
  }

  /** Their full names, under which health is told. */
  List<String> names() {
    return definitions.stream()
        .map(definition -> definition.getServiceDescriptor().getName())
        .toList();
  }

  static ServerServiceDefinition guarded(
      BindableService service, Admission admission, PayloadWork payloads, StatusMapper statuses) {
    ServerServiceDefinition plain = service.bindService();
    List<ServerMethodDefinition<WireRequest, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
      requireOneRequest(method.getMethodDescriptor());
      methods.add(UnaryIntake.inFrontOf(method, admission, payloads, statuses));
    }
    ServerServiceDefinition.Builder guarded =
        ServerServiceDefinition.builder(describe(plain.getServiceDescriptor(), methods));
    methods.forEach(guarded::addMethod);
    return guarded.build();
  }

  private static void requireOneRequest(MethodDescriptor<?, ?> method) {
    if (!method.getType().clientSendsOneMessage()) {
      throw new IllegalStateException(method.getFullMethodName() + " takes more than one request");
    }
  }

  private static ServiceDescriptor describe(
      ServiceDescriptor plain, List<ServerMethodDefinition<WireRequest, ?>> methods) {
    ServiceDescriptor.Builder descriptor =
        ServiceDescriptor.newBuilder(plain.getName())
            .setSchemaDescriptor(plain.getSchemaDescriptor());
    methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
    return descriptor.build();
  }
}
