"""Every name of moto that the bridge stands on, and the check that says which one moved after an upgrade."""

from __future__ import annotations

import importlib
import inspect
import re
from typing import Any

ANY = "*"
"""The name must be there; what it takes is not our business."""

MOTO_SURFACE: dict[str, str] = {
    # module:name → the parameters it takes
    "boto3:Session": ANY,
    "moto.applicationautoscaling.exceptions:AWSValidationException": ANY,
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend": ANY,
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.__init__": "self region_name account_id",
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.delete_scaling_policy": (
        "self policy_name service_namespace resource_id scalable_dimension"
    ),
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.deregister_scalable_target": (
        "self namespace r_id dimension"
    ),
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.policies": "instance",
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.put_scaling_policy": (
        "self policy_name service_namespace resource_id scalable_dimension policy_body policy_type"
    ),
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.register_scalable_target": (
        "self namespace r_id dimension min_capacity max_capacity role_arn suspended_state"
    ),
    "moto.applicationautoscaling.models:ApplicationAutoscalingBackend.targets": "instance",
    "moto.applicationautoscaling.models:FakeApplicationAutoscalingPolicy": ANY,
    "moto.applicationautoscaling.models:FakeApplicationAutoscalingPolicy.__init__": (
        "self account_id region_name policy_name service_namespace resource_id scalable_dimension"
        " policy_type policy_body"
    ),
    "moto.applicationautoscaling.models:FakeApplicationAutoscalingPolicy._generate_ecs_alarms": "self",
    "moto.applicationautoscaling.models:FakeApplicationAutoscalingPolicy.instances_tracked": ANY,
    "moto.applicationautoscaling.models:FakeScalableTarget": ANY,
    "moto.applicationautoscaling.models:applicationautoscaling_backends": ANY,
    "moto.applicationautoscaling.models:applicationautoscaling_backends.backend": ANY,
    "moto.applicationautoscaling.responses:ApplicationAutoScalingResponse": ANY,
    "moto.applicationautoscaling.responses:ApplicationAutoScalingResponse.register_scalable_target": "self",
    "moto.applicationautoscaling.urls:url_paths": ANY,
    "moto.backends:list_of_moto_modules": "",
    "moto.cloudwatch.exceptions:InvalidParameterCombination": ANY,
    "moto.cloudwatch.exceptions:InvalidParameterValue": ANY,
    "moto.cloudwatch.exceptions:ValidationError": ANY,
    "moto.cloudwatch.models:CloudWatchBackend._validate_parameters_put_metric_data": "self metric query_num",
    "moto.cloudwatch.models:CloudWatchBackend.aws_metric_data": ANY,
    "moto.cloudwatch.models:CloudWatchBackend.put_metric_alarm": (
        "self name namespace metric_name comparison_operator evaluation_periods period threshold"
        " statistic description dimensions alarm_actions metric_data_queries datapoints_to_alarm"
        " extended_statistic ok_actions insufficient_data_actions unit actions_enabled treat_missing_data"
        " evaluate_low_sample_count_percentile threshold_metric_id rule tags"
    ),
    "moto.cloudwatch.models:CloudWatchBackend.put_metric_data": "self namespace metric_data",
    "moto.cloudwatch.models:cloudwatch_backends": ANY,
    "moto.cloudwatch.models:cloudwatch_backends.backend": ANY,
    "moto.cloudwatch.responses:CloudWatchResponse.cloudwatch_backend": ANY,
    "moto.cloudwatch.responses:CloudWatchResponse.get_metric_data": "self",
    "moto.cloudwatch.responses:CloudWatchResponse.get_metric_statistics": "self",
    "moto.cloudwatch.responses:CloudWatchResponse.list_metrics": "self",
    "moto.cloudwatch.responses:CloudWatchResponse.put_metric_data": "self",
    "moto.cloudwatch.urls:url_paths": ANY,
    "moto.core.base_backend:AccountSpecificBackend.__getitem__": "self region_name",
    "moto.core.base_backend:AccountSpecificBackend._generate_regions": "self service_name",
    "moto.core.base_backend:AccountSpecificBackend.account_id": "instance",
    "moto.core.base_backend:AccountSpecificBackend.get_session": "",
    "moto.core.base_backend:AccountSpecificBackend.service_name": "instance",
    "moto.core.base_backend:BackendDict.reset": "",
    "moto.core.base_backend:BaseBackend._url_module": ANY,
    "moto.core.base_backend:BaseBackend.partition": "instance",
    "moto.core.base_backend:BaseBackend.reset": "self",
    "moto.core.exceptions:JsonRESTError": ANY,
    "moto.core.loaders:create_loader": "",
    "moto.core.model_instances:reset_model_data": "",
    "moto.core.request:Request": ANY,
    "moto.core.responses:ActionResult": ANY,
    "moto.core.responses:ActionResult.execute_result": "self context",
    "moto.core.responses:ActionResult.result": ANY,
    "moto.core.responses:BaseResponse._exclude_from_response": "self response_key_path",
    "moto.core.responses:BaseResponse._get_int_param": "self param_name if_none",
    "moto.core.responses:BaseResponse._get_param": "self param_name if_none",
    "moto.core.responses:BaseResponse._get_params": "self",
    "moto.core.responses:BaseResponse._include_in_response": "self response_key_path",
    "moto.core.responses:BaseResponse.get_access_key": "self",
    "moto.core.responses:BaseResponse.get_current_account": "self",
    "moto.core.responses:EmptyResult": ANY,
    "moto.core.responses:camelcase_to_underscores": "argument",
    "moto.core.responses:method_names_from_class": "clazz",
    "moto.core.routing:get_service_router": "service_name",
    "moto.core.serialize:AttributePicker.__call__": "self context",
    "moto.core.serialize:AttributePicker.get_possible_keys": "self context",
    "moto.core.serialize:DEFAULT_ALIAS_PROVIDERS": ANY,
    "moto.core.serialize:MISSING": ANY,
    "moto.core.utils:camelcase_to_underscores": "argument",
    "moto.core.utils:create_loader": "",
    "moto.core.utils:get_value": "obj key default",
    "moto.core.utils:get_service_model": "service_name",
    "moto.core.utils:method_names_from_class": "clazz",
    "moto.core.utils:service_name_from_moto_package_name": "moto_package_name",
    "moto.core.utils:unix_time_millis": "dt",
    "moto.ec2.exceptions:EC2ClientError": ANY,
    "moto.ec2.exceptions:InvalidSubnetIdError": ANY,
    "moto.ec2.models.availability_zones_and_regions:RegionsAndZonesBackend.regions": ANY,
    "moto.ec2.models.elastic_network_interfaces:NetworkInterface": ANY,
    "moto.ec2.models.elastic_network_interfaces:NetworkInterface.private_ip_addresses": "instance",
    "moto.ec2.models.elastic_network_interfaces:NetworkInterfaceBackend": ANY,
    "moto.ec2.models.elastic_network_interfaces:NetworkInterfaceBackend.assign_private_ip_addresses": (
        "self eni_id private_ip_addresses secondary_ips_count"
    ),
    "moto.ec2.models.elastic_network_interfaces:NetworkInterfaceBackend.create_network_interface": (
        "self subnet private_ip_address private_ip_addresses group_ids description tags delete_on_termination kwargs"
    ),
    "moto.ec2.models.elastic_network_interfaces:NetworkInterfaceBackend.delete_network_interface": "self eni_id",
    "moto.ec2.models.elastic_network_interfaces:NetworkInterfaceBackend.unassign_private_ip_addresses": (
        "self eni_id private_ip_address"
    ),
    "moto.ec2.models.instance_types:INSTANCE_TYPE_OFFERINGS": ANY,
    "moto.ec2.models.instances:random_private_ip": "cidr ipv6",
    "moto.ec2.models.nat_gateways:random_private_ip": "cidr ipv6",
    "moto.ec2.models.subnets:Subnet": ANY,
    "moto.ec2.models.subnets:Subnet._subnet_ip_generator": ANY,
    "moto.ec2.models.subnets:Subnet._subnet_ips": "instance",
    "moto.ec2.models.subnets:Subnet.aws_reserved_ips": "instance",
    "moto.ec2.models.subnets:Subnet.del_subnet_ip": "self ip",
    "moto.ec2.models.subnets:Subnet.get_available_subnet_ip": "self instance",
    "moto.ec2.models.vpcs:random_private_ip": "cidr ipv6",
    "moto.ec2.models:ec2_backends": ANY,
    "moto.ec2:ec2_backends": ANY,
    "moto.ecr.responses:ECRResponse": ANY,
    "moto.ecr.responses:ECRResponse.get_authorization_token": "self",
    "moto.ecr.urls:url_paths": ANY,
    "moto.ecs.exceptions:ClusterNotFoundException": ANY,
    "moto.ecs.exceptions:ECSException": ANY,
    "moto.ecs.exceptions:ServiceNotFoundException": ANY,
    "moto.ecs.exceptions:TaskDefinitionNotFoundException": ANY,
    "moto.ecs.exceptions:TaskSetNotFoundException": ANY,
    "moto.ecs.models:AccountSetting": "name value",
    "moto.ecs.models:CapacityProvider": ANY,
    "moto.ecs.models:CapacityProvider.update": "self asg_details",
    "moto.ecs.models:Cluster": (
        "cluster_name account_id region_name cluster_settings configuration capacity_providers"
        " default_capacity_provider_strategy tags service_connect_defaults"
    ),
    "moto.ecs.models:ContainerInstance": ANY,
    "moto.ecs.models:EC2ContainerServiceBackend": ANY,
    "moto.ecs.models:EC2ContainerServiceBackend.__init__": "self region_name account_id",
    "moto.ecs.models:EC2ContainerServiceBackend._calculate_task_resource_requirements": "task_definition",
    "moto.ecs.models:EC2ContainerServiceBackend._can_be_placed": "container_instance task_resource_requirements",
    "moto.ecs.models:EC2ContainerServiceBackend._get_cluster": "self name",
    "moto.ecs.models:EC2ContainerServiceBackend._get_last_task_definition_revision_id": "self family",
    "moto.ecs.models:EC2ContainerServiceBackend._get_provider": "self name_or_arn",
    "moto.ecs.models:EC2ContainerServiceBackend.account_settings": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.capacity_providers": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.clusters": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.container_instances": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.create_capacity_provider": "self name asg_details tags",
    "moto.ecs.models:EC2ContainerServiceBackend.create_cluster": (
        "self cluster_name tags cluster_settings configuration capacity_providers"
        " default_capacity_provider_strategy service_connect_defaults"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.create_service": (
        "self cluster_str service_name desired_count task_definition_str load_balancers"
        " scheduling_strategy tags deployment_controller launch_type service_registries platform_version"
        " propagate_tags network_configuration role_arn"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.create_task_set": (
        "self service cluster_str task_definition external_id network_configuration load_balancers"
        " service_registries launch_type capacity_provider_strategy platform_version scale client_token"
        " tags"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.delete_capacity_provider": "self name_or_arn",
    "moto.ecs.models:EC2ContainerServiceBackend.delete_cluster": "self cluster_str",
    "moto.ecs.models:EC2ContainerServiceBackend.delete_service": "self cluster_name service_name force",
    "moto.ecs.models:EC2ContainerServiceBackend.delete_task_definitions": "self task_definitions",
    "moto.ecs.models:EC2ContainerServiceBackend.deregister_container_instance": (
        "self cluster_str container_instance_str force"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.deregister_task_definition": "self task_definition_str",
    "moto.ecs.models:EC2ContainerServiceBackend.describe_capacity_providers": "self names",
    "moto.ecs.models:EC2ContainerServiceBackend.describe_clusters": "self cluster_names",
    "moto.ecs.models:EC2ContainerServiceBackend.describe_task_definition": "self task_definition_str",
    "moto.ecs.models:EC2ContainerServiceBackend.describe_task_sets": "self cluster_str service task_sets",
    "moto.ecs.models:EC2ContainerServiceBackend.enable_long_arn_for_name": "self name",
    "moto.ecs.models:EC2ContainerServiceBackend.list_clusters": "self",
    "moto.ecs.models:EC2ContainerServiceBackend.list_container_instances": "self cluster_str status",
    "moto.ecs.models:EC2ContainerServiceBackend.register_container_instance": "self cluster_str ec2_instance_id",
    "moto.ecs.models:EC2ContainerServiceBackend.register_task_definition": (
        "self family container_definitions volumes network_mode tags placement_constraints"
        " requires_compatibilities cpu memory task_role_arn execution_role_arn proxy_configuration"
        " inference_accelerators runtime_platform ipc_mode pid_mode ephemeral_storage"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.run_task": (
        "self cluster_str task_definition_str count overrides started_by tags launch_type"
        " networking_configuration group platform_version capacity_provider_strategy"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.services": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.task_definitions": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.tasks": "instance",
    "moto.ecs.models:EC2ContainerServiceBackend.update_container_instance_resources": (
        "self container_instance task_resources removing"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.update_service": "self service_properties",
    "moto.ecs.models:EC2ContainerServiceBackend.update_task_set": "self cluster service task_set scale",
    "moto.ecs.models:Service": (
        "cluster service_name desired_count backend task_definition load_balancers scheduling_strategy"
        " tags deployment_controller launch_type service_registries platform_version"
        " network_configuration propagate_tags role_arn"
    ),
    "moto.ecs.models:Service._validate_network": "self nc",
    "moto.ecs.models:TaskDefinition": ANY,
    "moto.ecs.models:TaskSet": ANY,
    "moto.ecs.models:ecs_backends": ANY,
    "moto.ecs.models:ecs_backends.backend": ANY,
    "moto.ecs.responses:EC2ContainerServiceResponse": ANY,
    "moto.ecs.responses:EC2ContainerServiceResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER": ANY,
    "moto.ecs.responses:EC2ContainerServiceResponse.__init__": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.create_capacity_provider": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.create_cluster": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.create_service": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.delete_account_setting": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.delete_capacity_provider": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.delete_cluster": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.delete_service": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.describe_capacity_providers": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.describe_clusters": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.describe_tasks": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_account_settings": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_clusters": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_container_instances": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_services": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_task_definition_families": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_task_definitions": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.list_tasks": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.put_account_setting": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.put_cluster_capacity_providers": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.register_container_instance": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.register_task_definition": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.run_task": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.start_task": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.stop_task": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.update_capacity_provider": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.update_cluster": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.update_service": "self",
    "moto.ecs.urls:url_paths": ANY,
    "moto.elb.urls:ELBV2Response": ANY,
    "moto.elbv2.exceptions:ELBClientError": ANY,
    "moto.elbv2.exceptions:TargetGroupNotFoundError": ANY,
    "moto.elbv2.exceptions:TargetNotRunning": ANY,
    "moto.elbv2.models:ELBv2Backend": ANY,
    "moto.elbv2.models:ELBv2Backend._get_target_group_arns_from": "self action_data",
    "moto.elbv2.models:ELBv2Backend.create_load_balancer": (
        "self name security_groups subnet_ids subnet_mappings scheme loadbalancer_type ip_address_type tags"
    ),
    "moto.elbv2.models:ELBv2Backend.create_target_group": "self name kwargs",
    "moto.elbv2.models:ELBv2Backend.describe_target_health": "self target_group_arn targets",
    "moto.elbv2.models:ELBv2Backend.ec2_backend": ANY,
    "moto.elbv2.models:FakeHealthStatus": "instance_id port health_port status reason description",
    "moto.elbv2.models:FakeHealthStatus.__init__": "self instance_id port health_port status reason description",
    "moto.elbv2.models:FakeHealthStatus.instances_tracked": ANY,
    "moto.elbv2.models:FakeHealthStatus.target": ANY,
    "moto.elbv2.models:FakeLoadBalancer": ANY,
    "moto.elbv2.models:FakeLoadBalancer.listeners": "instance",
    "moto.elbv2.models:FakeRule": "listener_arn conditions priority actions is_default",
    "moto.elbv2.models:FakeRule.__init__": "self listener_arn conditions priority actions is_default",
    "moto.elbv2.models:FakeRule.instances_tracked": ANY,
    "moto.elbv2.models:FakeTargetGroup": (
        "name account_id region_name vpc_id protocol port protocol_version healthcheck_protocol"
        " healthcheck_port healthcheck_path healthcheck_interval_seconds healthcheck_timeout_seconds"
        " healthcheck_enabled healthy_threshold_count unhealthy_threshold_count matcher target_type"
        " ip_address_type"
    ),
    "moto.elbv2.models:FakeTargetGroup.__init__": (
        "self name account_id region_name vpc_id protocol port protocol_version healthcheck_protocol"
        " healthcheck_port healthcheck_path healthcheck_interval_seconds healthcheck_timeout_seconds"
        " healthcheck_enabled healthy_threshold_count unhealthy_threshold_count matcher target_type"
        " ip_address_type"
    ),
    "moto.elbv2.models:FakeTargetGroup.attributes": "instance",
    "moto.elbv2.models:FakeTargetGroup.deregister": "self targets",
    "moto.elbv2.models:FakeTargetGroup.deregister_terminated_instances": "self instance_ids",
    "moto.elbv2.models:FakeTargetGroup.ec2_backend": ANY,
    "moto.elbv2.models:FakeTargetGroup.health_for": "self target ec2_backend",
    "moto.elbv2.models:FakeTargetGroup.instances_tracked": ANY,
    "moto.elbv2.models:FakeTargetGroup.register": "self targets",
    "moto.elbv2.models:elbv2_backends": ANY,
    "moto.elbv2.models:elbv2_backends.backend": ANY,
    "moto.elbv2.responses:ELBV2Response": ANY,
    "moto.elbv2.responses:ELBV2Response.RESPONSE_KEY_PATH_TO_TRANSFORMER": ANY,
    "moto.elbv2.responses:ELBV2Response.__init__": "self",
    "moto.elbv2.responses:ELBV2Response.elbv2_backend": ANY,
    "moto.elbv2.responses:ELBV2Response.modify_target_group_attributes": "self",
    "moto.iam.aws_managed_policies:aws_managed_policies_data": ANY,
    "moto.iam.models:AWSManagedPolicy": ANY,
    "moto.iam.models:AWSManagedPolicy.from_data": "name account_id region_name data",
    "moto.iam.models:IAMBackend": ANY,
    "moto.iam.models:IAMBackend.aws_managed_policies": "instance",
    "moto.iam.models:IAMBackend.managed_policies": "instance",
    "moto.iam.models:ManagedPolicy": ANY,
    "moto.iam.models:iam_backends": ANY,
    "moto.iam.models:iam_backends.backend": ANY,
    "moto.kms.models:KmsBackend._generate_default_keys": "self alias_name",
    "moto.logs.exceptions:InvalidParameterException": ANY,
    "moto.logs.exceptions:ResourceNotFoundException": ANY,
    "moto.logs.models:EventMessageFilter.matches": "self message",
    "moto.logs.models:LogGroup.create_log_stream": "self log_stream_name",
    "moto.logs.models:LogGroup.delete_log_stream": "self log_stream_name",
    "moto.logs.models:LogGroup.describe_log_streams": (
        "self descending log_group_name log_stream_name_prefix order_by limit next_token"
    ),
    "moto.logs.models:LogGroup.to_describe_dict": "self",
    "moto.logs.models:LogStream": "log_group name",
    "moto.logs.models:LogStream._send_log_events": "self service destination_arn filter_name log_events",
    "moto.logs.models:LogStream.put_log_events": "self log_events",
    "moto.logs.models:LogStream.to_describe_dict": "self",
    "moto.logs.models:LogsBackend._find_log_group": "self log_group_id log_group_name",
    "moto.logs.models:LogsBackend.delete_log_group": "self log_group_name",
    "moto.logs.models:LogsBackend.filter_log_events": (
        "self log_group_name log_stream_names start_time end_time limit next_token filter_pattern interleaved"
    ),
    "moto.logs.models:LogsBackend.get_log_events": (
        "self log_group_name log_group_id log_stream_name start_time end_time limit next_token start_from_head"
    ),
    "moto.logs.models:LogsBackend.put_log_events": "self log_group_name log_stream_name log_events",
    "moto.logs.models:logs_backends.backend": ANY,
    "moto.logs.responses:LogsResponse.filter_log_events": "self",
    "moto.logs.responses:LogsResponse.get_log_events": "self",
    "moto.logs.responses:LogsResponse.logs_backend": ANY,
    "moto.logs.responses:LogsResponse.put_log_events": "self",
    "moto.logs.urls:url_paths": ANY,
    "moto.moto_api._internal:mock_random": ANY,
    "moto.moto_api._internal:mock_random.get_random_hex": "length",
    "moto.moto_api._internal:mock_random.randint": "a b",
    "moto.moto_api._internal:mock_random.token_urlsafe": "nbytes",
    "moto.moto_api._internal:mock_random.uuid1": "",
    "moto.moto_api._internal:mock_random.uuid4": "",
    "moto.moto_api:state_manager.set_transition": "model_name transition",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication": "create_app",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication.get_backend_for_host": "self host",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication.infer_service_region_host": "self environ path",
    "moto.moto_server.werkzeug_app:create_backend_app": "service",
    "moto.sts.models:STSBackend.get_caller_identity": "self access_key_id region",
    "moto.sts.models:sts_backends": ANY,
    "moto.sts.models:utcnow": "",
    "moto.utilities.utils:load_resource": "resource",
    "moto:__version__": ANY,
}


def moved() -> list[str]:
    """One sentence for each name that is not where or what the bridge expects; empty when all is well.

    Compares with moto as installed: run it in a process in which the bridge has not been loaded.
    """
    return [sentence for name, takes in MOTO_SURFACE.items() if (sentence := _difference(name, takes))]


def _difference(name: str, takes: str) -> str:
    module_name, _, path = name.partition(":")
    try:
        found: Any = importlib.import_module(module_name)
    except ImportError as error:
        return f"{name}: the module cannot be imported ({error})"
    for part in path.split("."):
        if takes == "instance" and part == path.rpartition(".")[2]:
            sets_it = re.search(rf"self\.{part}\b[^=\n]*=", inspect.getsource(found))
            return "" if sets_it else f"{name}: its instances have no such attribute any more"
        if not hasattr(found, part):
            return f"{name}: there is no {part} any more"
        found = getattr(found, part)
    if takes == ANY:
        return ""
    now = " ".join(inspect.signature(found).parameters)
    return "" if now == takes else f"{name}: takes ({now}) and no longer ({takes})"
