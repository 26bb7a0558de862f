"""Every name of moto that the bridge stands on, and the check that says which one moved after an upgrade."""

from __future__ import annotations

import importlib
import inspect
from typing import Any

ANY = "*"
"""The name must be there; what it takes is not our business."""

MOTO_SURFACE: dict[str, str] = {
    # module:name → the parameters it takes
    "boto3:Session": ANY,
    "moto:__version__": ANY,
    "moto.backends:list_of_moto_modules": "",
    "moto.core.base_backend:AccountSpecificBackend._generate_regions": "self service_name",
    "moto.core.base_backend:AccountSpecificBackend.get_session": "",
    "moto.core.base_backend:BackendDict.reset": "",
    "moto.core.base_backend:BaseBackend._url_module": ANY,
    "moto.core.base_backend:BaseBackend.partition": "instance",
    "moto.core.loaders:create_loader": "",
    "moto.core.model_instances:reset_model_data": "",
    "moto.core.request:Request": ANY,
    "moto.core.responses:ActionResult.result": ANY,
    "moto.core.responses:BaseResponse._get_param": "self param_name if_none",
    "moto.core.responses:BaseResponse.get_current_account": "self",
    "moto.core.responses:camelcase_to_underscores": "argument",
    "moto.core.responses:method_names_from_class": "clazz",
    "moto.core.routing:get_service_router": "service_name",
    "moto.core.utils:camelcase_to_underscores": "argument",
    "moto.core.utils:create_loader": "",
    "moto.core.utils:get_service_model": "service_name",
    "moto.core.utils:method_names_from_class": "clazz",
    "moto.core.utils:service_name_from_moto_package_name": "moto_package_name",
    "moto.ec2.models.availability_zones_and_regions:RegionsAndZonesBackend.regions": ANY,
    "moto.ec2.models.instance_types:INSTANCE_TYPE_OFFERINGS": ANY,
    "moto.ecs.models:Cluster": (
        "cluster_name account_id region_name cluster_settings configuration capacity_providers"
        " default_capacity_provider_strategy tags service_connect_defaults"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend._get_cluster": "self name",
    "moto.ecs.models:EC2ContainerServiceBackend.create_cluster": (
        "self cluster_name tags cluster_settings configuration capacity_providers"
        " default_capacity_provider_strategy service_connect_defaults"
    ),
    "moto.ecs.models:EC2ContainerServiceBackend.describe_capacity_providers": "self names",
    "moto.ecs.models:EC2ContainerServiceBackend.describe_clusters": "self cluster_names",
    "moto.ecs.models:EC2ContainerServiceBackend.list_clusters": "self",
    "moto.ecs.models:Task.last_status": ANY,
    "moto.ecs.models:ecs_backends.backend": ANY,
    "moto.ecs.responses:EC2ContainerServiceResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER": ANY,
    "moto.ecs.responses:EC2ContainerServiceResponse.create_cluster": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.delete_cluster": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.describe_capacity_providers": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.describe_clusters": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.put_cluster_capacity_providers": "self",
    "moto.ecs.responses:EC2ContainerServiceResponse.update_cluster": "self",
    "moto.ecs.urls:url_paths": ANY,
    "moto.iam.models:iam_backends": ANY,
    "moto.moto_api:state_manager.set_transition": "model_name transition",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication": "create_app",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication.get_backend_for_host": "self host",
    "moto.moto_server.werkzeug_app:DomainDispatcherApplication.infer_service_region_host": "self environ path",
    "moto.moto_server.werkzeug_app:create_backend_app": "service",
    "moto.utilities.utils:load_resource": "resource",
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
            sets_it = f"self.{part} =" in inspect.getsource(found)
            return "" if sets_it else f"{name}: its instances have no such attribute any more"
        if not hasattr(found, part):
            return f"{name}: there is no {part} any more"
        found = getattr(found, part)
    if takes == ANY:
        return ""
    now = " ".join(inspect.signature(found).parameters)
    return "" if now == takes else f"{name}: takes ({now}) and no longer ({takes})"
