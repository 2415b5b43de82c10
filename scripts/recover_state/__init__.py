"""Import blocks for a deployment whose Terraform state is lost."""
