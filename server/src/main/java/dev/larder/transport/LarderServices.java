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
  private final Admission admission;
  private final PayloadWork payloads;
  private final StatusMapper statuses;

  @Inject
  LarderServices(
      CacheGrpcService cache,
      AdminGrpcService admin,
      Admission admission,
      PayloadWork payloads,
      StatusMapper statuses) {
    this.admission = admission;
    this.payloads = payloads;
    this.statuses = statuses;
    this.definitions = List.of(guarded(cache), guarded(admin));
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

  private ServerServiceDefinition guarded(BindableService service) {
    ServerServiceDefinition plain = service.bindService();
    List<ServerMethodDefinition<WireRequest, ?>> methods = new ArrayList<>();
    for (ServerMethodDefinition<?, ?> method : plain.getMethods()) {
      methods.add(guarded(method));
    }
    ServerServiceDefinition.Builder guarded =
        ServerServiceDefinition.builder(describe(plain.getServiceDescriptor(), methods));
    methods.forEach(guarded::addMethod);
    return guarded.build();
  }

  private <Q, R> ServerMethodDefinition<WireRequest, R> guarded(
      ServerMethodDefinition<Q, R> method) {
    if (method.getMethodDescriptor().getType() != MethodDescriptor.MethodType.UNARY) {
      throw new IllegalStateException(
          method.getMethodDescriptor().getFullMethodName() + " is not unary: it needs an intake");
    }
    return UnaryIntake.inFrontOf(method, admission, payloads, statuses);
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
